import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Job } from "@/api/types";

/** What has come of a job over many records, as its result says. */
interface Outcome {
  succeeded?: number;
  unchanged?: number;
  failed?: number;
  failures?: { code: string; count: number }[];
}

/** The name of the work: its own where it has one, else that of its sort (`customer.bulk` → `bulk`). */
export function jobName(t: TFunction, job: Job): string {
  const sort = job.kind.slice(job.kind.indexOf(".") + 1);
  return t(`common.jobs.of.${sort}`, { defaultValue: job.kind });
}

/** How far a running job is, in percent. */
export function percentOf(job: Job): number {
  return job.total ? Math.min(100, Math.floor((job.done / job.total) * 100)) : 0;
}

/** Whether there is still something to wait for. */
export function isUnfinished(job: Job): boolean {
  return job.status === "queued" || job.status === "running";
}

/** What a job has done so far, in a line. */
export function JobResult({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { succeeded, unchanged = 0, failed = 0, failures = [] } = (job.result ?? {}) as Outcome;
  if (job.error) return <>{t(`common.jobs.reason.${job.error}`, { defaultValue: job.error })}</>;
  if (succeeded === undefined) return null;
  const parts = [t("common.jobs.succeeded", { count: succeeded })];
  if (unchanged > 0) parts.push(t("common.jobs.unchanged", { count: unchanged }));
  if (failed > 0) {
    const reasons = failures.map(({ code, count }) => {
      const reason = t(`common.jobs.reason.${code}`, { defaultValue: code });
      return `${reason} (${count})`;
    });
    parts.push(`${t("common.jobs.failed", { count: failed })}: ${reasons.join(t("common.listComma"))}`);
  }
  return <>{parts.join(" · ")}</>;
}
