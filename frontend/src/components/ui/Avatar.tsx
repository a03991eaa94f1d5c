import css from "./ui.module.css";

/**
 * The letters that stand for a name: for a Chinese name its last two characters (the given name, as people
 * address each other at work), else the initials.
 */
export function initials(name: string, most: 1 | 2): string {
  const trimmed = name.trim();
  if (/\p{Script=Han}/u.test(trimmed)) {
    return [...trimmed.replace(/[^\p{Script=Han}]/gu, "")].slice(-most).join("");
  }
  const words = trimmed.split(/\s+/).filter(Boolean);
  return words
    .slice(0, most)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

interface AvatarProps {
  name: string;
  /** Address of the picture, if there is one. */
  src?: string | null | undefined;
  /** Diameter in pixels. */
  size?: number;
}

/** A person's or company's face: the picture, else letters of the name. Decoration: the name stands beside it. */
export function Avatar({ name, src, size = 24 }: AvatarProps) {
  return (
    <span
      className={css.avatar}
      style={{ width: size, height: size, fontSize: Math.round(size * (size < 28 ? 0.46 : 0.38)) }}
      aria-hidden="true"
    >
      {src ? <img src={src} alt="" /> : initials(name, size < 28 ? 1 : 2)}
    </span>
  );
}

/** A face with its name. */
export function Person({ name, src, size }: AvatarProps) {
  return (
    <span className={css.person}>
      <Avatar name={name} src={src} size={size ?? 22} />
      <span title={name}>{name}</span>
    </span>
  );
}
