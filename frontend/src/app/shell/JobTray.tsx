import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleSlash, LoaderCircle, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMe } from "@/api/reference-data";
import type { Job } from "@/api/types";
import { IconButton } from "@/components/ui/IconButton";
import { isUnfinished, JobResult, jobName, percentOf } from "@/components/ui/jobs";
import css from "./tray.module.css";

const POLL_MS = 1_500;
const SHOWN = 4;

const ICONS = {
  queued: LoaderCircle,
  running: LoaderCircle,
  succeeded: CircleCheck,
  failed: CircleAlert,
  cancelled: CircleSlash,
} as const;

/** The person's long work at the bottom right: how far it is, then what came of it, until they put it away. */
export default function JobTray() {
  const { t } = useTranslation();
  const { user } = useMe();
  const queries = useQueryClient();
  const [away, setAway] = useState<ReadonlySet<string>>(new Set());
  // What ended before this page was opened is history: the settings list it.
  const [since] = useState(() => Date.now());
  const { data } = useQuery({
    queryKey: ["jobs", "tray"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/jobs", { params: { query: { limit: 20 } }, signal })),
    select: (page) => page.items.filter((job) => job.creator?.id === user.id),
    refetchInterval: (query) => (query.state.data?.items.some(isUnfinished) ? POLL_MS : false),
    staleTime: 0,
    retry: false,
  });
  const jobs = (data ?? []).filter(
    (job) =>
      !away.has(job.id) &&
      (isUnfinished(job) || Date.parse(job.finished_at ?? job.created_at) >= since - POLL_MS),
  );
  // The records a job has changed are read anew when it ends.
  const open = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const unfinished = new Set((data ?? []).filter(isUnfinished).map((job) => job.id));
    const ended = (data ?? []).filter((job) => open.current.has(job.id) && !unfinished.has(job.id));
    open.current = unfinished;
    for (const name of new Set(ended.map((job) => `${job.kind.split(".")[0]}s`)))
      void queries.invalidateQueries({ queryKey: [name] });
  }, [data, queries]);

  if (jobs.length === 0) return null;
  const putAway = (job: Job) => setAway(new Set([...away, job.id]));
  return (
    <section className={css.tray} aria-label={t("common.jobs.title")} aria-live="polite">
      {jobs.slice(0, SHOWN).map((job) => {
        const Icon = ICONS[job.status];
        return (
          <div key={job.id} className={css.job} data-status={job.status}>
            <Icon size={16} aria-hidden="true" />
            <div className={css.what}>
              <strong>{jobName(t, job)}</strong> <span>{t(`common.jobs.state.${job.status}`)}</span>
              {isUnfinished(job) ? (
                <progress value={percentOf(job)} max={100} aria-label={jobName(t, job)} />
              ) : (
                <p>
                  <JobResult job={job} />
                </p>
              )}
            </div>
            <IconButton size="small" icon={X} label={t("common.action.close")} onClick={() => putAway(job)} />
          </div>
        );
      })}
    </section>
  );
}
