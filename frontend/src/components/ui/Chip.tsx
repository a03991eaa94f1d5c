import type { ReactNode } from "react";
import css from "./ui.module.css";

/** What a colour means; see `theme/tokens.ts`. */
export type Tone = "muted" | "accent" | "good" | "warn" | "bad" | "plan" | "fresh";

/** The server's names of colours, which each theme renders in its way. */
const NAMED: Record<string, Tone> = {
  indigo: "accent",
  green: "good",
  amber: "warn",
  red: "bad",
  violet: "plan",
  teal: "fresh",
  slate: "muted",
};

/** The names a value's colour can have, in the order of the colour chooser. */
export const COLOURS = Object.keys(NAMED);

/** The tone of a dictionary value's colour. */
export function toneOf(colour: string | null | undefined): Tone {
  return (colour ? NAMED[colour] : undefined) ?? "muted";
}

interface ChipProps {
  tone?: Tone;
  children: ReactNode;
}

/** A short word on a tint: a dictionary value, a state, a tag. A dot goes with the tint where it has a meaning. */
export function Chip({ tone = "muted", children }: ChipProps) {
  return (
    <span className={css.chip} data-tone={tone}>
      {tone === "muted" ? null : <i className={css.dot} />}
      {/* A narrow column cuts the word off; hovering tells it. */}
      <span title={typeof children === "string" ? children : undefined}>{children}</span>
    </span>
  );
}
