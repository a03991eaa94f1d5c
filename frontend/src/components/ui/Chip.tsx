import type { ReactNode } from "react";
import css from "./ui.module.css";

/** What a colour means; see `theme/tokens.ts`. */
export type Tone = "muted" | "accent" | "good" | "warn" | "bad" | "plan";

interface ChipProps {
  tone?: Tone;
  /** A dictionary value's own colour (`#RRGGBB`); shown as a dot, the word says what it is. */
  dot?: string | null | undefined;
  children: ReactNode;
}

/** A short word on a tint: a dictionary value, a state, a tag. */
export function Chip({ tone = "muted", dot, children }: ChipProps) {
  return (
    <span className={css.chip} data-tone={tone}>
      {dot ? <i className={css.dot} style={{ background: dot }} /> : null}
      <span>{children}</span>
    </span>
  );
}
