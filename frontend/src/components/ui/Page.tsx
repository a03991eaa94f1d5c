import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import css from "./ui.module.css";

/** One step of the way back up. */
export interface Crumb {
  label: string;
  to: string;
}

interface PageProps {
  title: string;
  /** One sentence under the title. */
  hint?: string;
  crumbs?: Crumb[];
  actions?: ReactNode;
  children: ReactNode;
}

/** A page with its heading; the title also names the browser's tab. */
export function Page({ title, hint, crumbs, actions, children }: PageProps) {
  useTitle(title);
  return (
    <div className={css.page}>
      <header className={css.pageHead}>
        <div>
          {crumbs ? (
            <nav className={css.crumbs}>
              {crumbs.map((crumb) => (
                <span key={crumb.to}>
                  <Link to={crumb.to}>{crumb.label}</Link> /
                </span>
              ))}
            </nav>
          ) : null}
          <h1>{title}</h1>
          {hint ? <p>{hint}</p> : null}
        </div>
        {actions ? <div className={css.pageActions}>{actions}</div> : null}
      </header>
      <div className={css.pageBody}>{children}</div>
    </div>
  );
}

/** Names the browser's tab while the component is on screen. */
export function useTitle(title: string) {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Guanxi`;
    return () => {
      document.title = before;
    };
  }, [title]);
}

interface CardProps {
  title?: string;
  hint?: string;
  /** Holds something that cannot be taken back. */
  danger?: boolean;
  children: ReactNode;
}

/** A section of a page. */
export function Card({ title, hint, danger, children }: CardProps) {
  return (
    <section className={css.card} data-danger={danger || undefined}>
      {title ? (
        <div className={css.cardHead}>
          <h2>{title}</h2>
          {hint ? <p>{hint}</p> : null}
        </div>
      ) : null}
      {children}
    </section>
  );
}
