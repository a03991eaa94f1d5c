import { Button } from "antd";
import { CloudOff, type LucideIcon, SearchX, ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import css from "./ui.module.css";

interface EmptyProps {
  icon?: LucideIcon;
  /** One sentence. */
  text: string;
  /** One action. */
  action?: ReactNode;
}

/** Nothing here: says so in one sentence and offers one thing to do. */
export function EmptyState({ icon: Icon = SearchX, text, action }: EmptyProps) {
  return (
    <div className={css.state}>
      <Icon size={32} strokeWidth={1.25} aria-hidden="true" />
      <p>{text}</p>
      {action}
    </div>
  );
}

/** What to tell the person about a failure: the server's own words, else ours by kind. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiProblem)) return t("common.error.unexpected");
    if (error.code === "network") return t("common.error.network");
    if (error.detail) return error.detail;
    if (error.status === 403) return t("common.error.forbidden");
    if (error.status === 404) return t("common.error.notFound");
    if (error.status === 409) return t("common.error.conflict");
    if (error.status === 412) return t("common.error.stale");
    if (error.status === 429) return t("common.error.tooMany", { seconds: error.retryAfter ?? 60 });
    if (error.status >= 500) return t("common.error.server");
    return error.message;
  };
}

interface ErrorStateProps {
  error: unknown;
  retry?: () => void;
  /** The way out where trying again does not help. */
  back?: ReactNode;
}

/** A failure in place of content, with a way on and the request's id for support. */
export function ErrorState({ error, retry, back }: ErrorStateProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const problem = error instanceof ApiProblem ? error : null;
  const Icon = problem?.status === 403 ? ShieldAlert : problem?.status === 404 ? SearchX : CloudOff;
  return (
    <div className={css.state} role="alert">
      <Icon size={32} strokeWidth={1.25} aria-hidden="true" />
      <p>{textOf(error)}</p>
      {problem?.status === 404 ? (
        back
      ) : retry ? (
        <Button onClick={retry}>{t("common.action.retry")}</Button>
      ) : null}
      {problem?.requestId ? <small>{t("common.error.requestId", { id: problem.requestId })}</small> : null}
    </div>
  );
}

/** A grey bar where text is about to appear. */
export function Bone({ width = "100%", height = 12 }: { width?: number | string; height?: number }) {
  return <span className={css.bone} style={{ width, height }} aria-hidden="true" />;
}
