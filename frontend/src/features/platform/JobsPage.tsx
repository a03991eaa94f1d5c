import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/reference-data";
import type { Job } from "@/api/types";
import { Chip, type Tone } from "@/components/ui/Chip";
import { JobResult, jobName, percentOf } from "@/components/ui/jobs";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { useErrorText } from "@/components/ui/states";

const TONES: Record<Job["status"], Tone> = {
  queued: "warn",
  running: "accent",
  succeeded: "good",
  failed: "bad",
  cancelled: "muted",
};

/** Long work: how far it is, and ending or repeating it. */
export function JobsPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const mayEdit = useMay("jobs", "edit");
  const order = useMutation({
    mutationFn: ({ id, action }: { id: string; action: "cancel" | "retry" }) => {
      const params = { path: { id } };
      return unwrap(
        action === "cancel"
          ? api.POST("/api/v1/jobs/{id}/cancel", { params })
          : api.POST("/api/v1/jobs/{id}/retry", { params }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
    onError: (error) => void message.error(textOf(error)),
  });
  const tools = (job: Job) => {
    if (!mayEdit) return null;
    if (job.status === "queued" || job.status === "running") {
      return (
        <Button size="small" onClick={() => order.mutate({ id: job.id, action: "cancel" })}>
          {t("platform.jobs.cancel")}
        </Button>
      );
    }
    return job.status === "failed" || job.status === "cancelled" ? (
      <Button size="small" onClick={() => order.mutate({ id: job.id, action: "retry" })}>
        {t("common.action.retry")}
      </Button>
    ) : null;
  };
  return (
    <Page title={t("platform.jobs.title")} hint={t("platform.jobs.hint")}>
      <SimpleTable<Job>
        label={t("platform.jobs.title")}
        queryKey={["jobs", "list", "settings"]}
        load={(cursor, signal) =>
          unwrap(
            api.GET("/api/v1/jobs", {
              params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } },
              signal,
            }),
          )
        }
        rowKey={(job) => job.id}
        empty={t("platform.jobs.empty")}
        columns={[
          {
            key: "kind",
            label: t("platform.jobs.kind"),
            render: (job) => jobName(t, job),
          },
          {
            key: "status",
            label: t("platform.jobs.status"),
            render: (job) => <Chip tone={TONES[job.status]}>{t(`common.jobs.state.${job.status}`)}</Chip>,
          },
          {
            key: "progress",
            label: t("platform.jobs.progress"),
            render: (job) =>
              job.status === "running" && job.total ? (
                <Progress percent={percentOf(job)} size="small" style={{ width: 140 }} />
              ) : (
                <JobResult job={job} />
              ),
          },
          {
            key: "created",
            label: t("platform.jobs.created"),
            tight: true,
            render: (job) => <RelativeTime value={job.created_at} />,
          },
          {
            key: "finished",
            label: t("platform.jobs.finished"),
            tight: true,
            render: (job) => (job.finished_at ? <RelativeTime value={job.finished_at} /> : null),
          },
          {
            key: "creator",
            label: t("common.fields.created_by"),
            render: (job) => job.creator?.name ?? t("common.history.system"),
          },
          { key: "tools", label: "", tight: true, render: tools },
        ]}
      />
    </Page>
  );
}
