import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { Facts } from "@/components/ui/Facts";
import { Card, Page } from "@/components/ui/Page";
import { Bone, ErrorState } from "@/components/ui/states";
import { currentLocale } from "@/i18n";
import { exactTime } from "@/lib/dates";
import { groupDigits } from "@/lib/decimal";
import { tellBytes, tellDuration } from "@/lib/units";
import css from "./platform.module.css";

/** How often the page asks again while it is open: the time since the start goes on. */
const REFRESH_MS = 60_000;

/** The installation: which version runs since when, and what the database holds. */
export function SystemPage() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/system", { signal })),
    refetchInterval: REFRESH_MS,
  });
  const system = query.data;
  return (
    <Page title={t("platform.system.title")} hint={t("platform.system.hint")}>
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? (
        <Card>
          <div aria-busy="true">
            <Bone width="40%" />
          </div>
        </Card>
      ) : null}
      {system ? (
        <>
          <Card title={t("platform.system.server")}>
            <Facts
              items={[
                { label: t("platform.system.version"), value: system.version },
                {
                  label: t("platform.system.uptime"),
                  value: tellDuration(system.uptime_seconds, currentLocale()),
                  hint: t("platform.system.since", { time: exactTime(system.started_at) }),
                },
              ]}
            />
          </Card>
          <Card title={t("common.jobs.title")}>
            <Facts
              items={[
                { label: t("common.jobs.state.queued"), value: groupDigits(system.jobs.queued) },
                { label: t("common.jobs.state.running"), value: groupDigits(system.jobs.running) },
                {
                  label: t("common.jobs.state.failed"),
                  value: groupDigits(system.jobs.failed),
                  hint: <Link to="/settings/jobs">{t("platform.system.jobsLink")}</Link>,
                },
              ]}
            />
          </Card>
          <Card title={t("platform.system.database")}>
            <Facts
              items={[
                { label: "PostgreSQL", value: system.database.version },
                {
                  label: t("platform.system.size"),
                  value: tellBytes(system.database.size_bytes, currentLocale()),
                  hint: t("platform.system.sizeHint", {
                    bytes: groupDigits(system.database.size_bytes),
                  }),
                },
                {
                  label: t("platform.system.schema"),
                  value: <Migrations names={system.database.migrations} />,
                },
              ]}
            />
          </Card>
        </>
      ) : null}
    </Page>
  );
}

/** The newest tells where the database stands; support sometimes asks for all. */
function Migrations({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <>
      <code>{names.at(-1)}</code>
      <details className={css.more}>
        <summary>{t("platform.system.migrations", { count: names.length })}</summary>
        <ol>
          {[...names].reverse().map((name) => (
            <li key={name}>
              <code>{name}</code>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}
