import type { ReactNode } from "react";
import css from "./ui.module.css";

/** One thing that is so. */
export interface Fact {
  label: string;
  value: ReactNode;
  /** What it means, in a few words under it. */
  hint?: ReactNode;
}

/** Names on the left, what is so on the right. */
export function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className={css.facts}>
      {items.map(({ label, value, hint }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value}
            {hint ? <small>{hint}</small> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
