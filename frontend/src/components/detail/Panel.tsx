import type { ReactNode } from "react";
import css from "./detail.module.css";

/** A framed section of a record's page. */
export function Panel({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className={`${css.panel} ${css.panelPad}`}>
      <div
        style={{
          display: "flex",
          alignItems: "center",
          justifyContent: "space-between",
          marginBottom: 8,
          minHeight: 28,
        }}
      >
        <h3>{title}</h3>
        {extra}
      </div>
      {children}
    </section>
  );
}
