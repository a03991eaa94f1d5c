import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { Chip } from "@/components/ui/Chip";
import { Card } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { useErrorText } from "@/components/ui/states";

/** Marks in a user agent with the name people know. Browsers name those they descend from too, so order matters. */
const BROWSERS = [
  ["MicroMessenger", "WeChat"],
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;
const SYSTEMS = [
  ["Windows", "Windows"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Mac OS X", "macOS"],
  ["Android", "Android"],
  ["Linux", "Linux"],
] as const;
const LONGEST_AGENT = 40;

/** Browser and system of a user agent; a program's name as it is. */
export function deviceOf(agent: string | null | undefined): string {
  if (!agent) return "–";
  const parts = [BROWSERS, SYSTEMS].flatMap((list) => list.find(([mark]) => agent.includes(mark))?.[1] ?? []);
  return parts.join(" · ") || agent.slice(0, LONGEST_AGENT);
}

/** Where this person is signed in, with a way to end each. */
export function Sessions() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const options = {
    onSuccess: () => queries.invalidateQueries({ queryKey: ["me", "sessions"] }),
    onError: (error: unknown) => void message.error(textOf(error)),
  };
  const end = useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/me/sessions/{id}", { params: { path: { id } } })),
    ...options,
  });
  const endOthers = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/me/sessions/revoke-others")),
    ...options,
  });
  return (
    <Card title={t("identity.sessions.title")} hint={t("identity.sessions.hint")}>
      <SimpleTable
        label={t("identity.sessions.title")}
        queryKey={["me", "sessions"]}
        load={(_, signal) => unwrap(api.GET("/api/v1/me/sessions", { signal }))}
        rowKey={(session) => session.id}
        empty={t("identity.sessions.empty")}
        columns={[
          {
            key: "device",
            label: t("identity.sessions.device"),
            render: (session) => <span title={session.user_agent ?? ""}>{deviceOf(session.user_agent)}</span>,
          },
          { key: "address", label: t("identity.sessions.address"), render: (session) => session.ip },
          {
            key: "seen",
            label: t("identity.sessions.seen"),
            render: (session) => <RelativeTime value={session.last_used_at} />,
          },
          {
            key: "tools",
            label: "",
            tight: true,
            render: (session) =>
              session.current ? (
                <Chip tone="good">{t("identity.sessions.current")}</Chip>
              ) : (
                <Button size="small" onClick={() => end.mutate(session.id)}>
                  {t("identity.sessions.end")}
                </Button>
              ),
          },
        ]}
      />
      <Button
        danger
        style={{ marginTop: 16 }}
        loading={endOthers.isPending}
        onClick={() => endOthers.mutate()}
      >
        {t("identity.sessions.endOthers")}
      </Button>
    </Card>
  );
}

/** The last sign-ins and refusals of this account. */
export function LoginEvents() {
  const { t } = useTranslation();
  return (
    <Card title={t("identity.loginEvents.title")} hint={t("identity.loginEvents.hint")}>
      <SimpleTable
        label={t("identity.loginEvents.title")}
        queryKey={["me", "login-events"]}
        load={(cursor, signal) =>
          unwrap(api.GET("/api/v1/me/login-events", { params: { query: { limit: 20, cursor } }, signal }))
        }
        rowKey={(event) => event.id}
        empty={t("identity.loginEvents.empty")}
        columns={[
          {
            key: "at",
            label: t("identity.loginEvents.at"),
            render: (event) => <RelativeTime value={event.at} />,
          },
          {
            key: "outcome",
            label: t("identity.loginEvents.outcome"),
            render: (event) =>
              t(`common.history.action.${event.action.replace(/^.*\./, "")}`, {
                defaultValue: event.action,
              }),
          },
          {
            key: "device",
            label: t("identity.sessions.device"),
            render: (event) => deviceOf(event.user_agent),
          },
          { key: "address", label: t("identity.sessions.address"), render: (event) => event.ip },
        ]}
      />
    </Card>
  );
}
