import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Checkbox, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { NOTIFICATIONS } from "@/api/collaboration";
import type { NotificationChoices } from "@/api/types";
import { Card } from "@/components/ui/Page";
import { RowsTable } from "@/components/ui/RowsTable";
import { ErrorState, useErrorText } from "@/components/ui/states";

type Choice = NotificationChoices["items"][number];
type Channel = keyof Choice["channels"];

const CHANNELS: readonly Channel[] = ["in_app", "mail", "robot"];

/** What the person wants to be told, and how: each tick is stored at once. */
export function Notifications() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const queryKey = [...NOTIFICATIONS, "choices"];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/notification-choices", { signal })),
  });
  const save = useMutation({
    mutationFn: (body: { channels?: Record<string, Choice["channels"]>; daily_mail?: boolean }) =>
      unwrap(
        api.PATCH("/api/v1/me/notification-choices", {
          body,
          headers: { "content-type": "application/merge-patch+json" },
        }),
      ),
    // The tick stands at once; where it could not be stored, it goes back.
    onMutate: async ({ channels, daily_mail }) => {
      await queries.cancelQueries({ queryKey });
      queries.setQueryData<NotificationChoices>(queryKey, (known) =>
        known
          ? {
              ...known,
              daily_mail: daily_mail ?? known.daily_mail,
              items: known.items.map((each) => ({
                ...each,
                channels: channels?.[each.kind] ?? each.channels,
              })),
            }
          : known,
      );
    },
    onSuccess: (stored) => queries.setQueryData(queryKey, stored),
    onError: (error) => {
      void message.error(textOf(error));
      void queries.invalidateQueries({ queryKey });
    },
  });
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const choices = query.data;
  const possible = (channel: Channel) =>
    channel === "in_app" || (channel === "mail" ? choices?.mail_possible : choices?.robot_possible) === true;
  const tick = (choice: Choice, channel: Channel) => (
    <Checkbox
      checked={choice.channels[channel]}
      disabled={!possible(channel) && !choice.channels[channel]}
      aria-label={`${choice.label}: ${t(`notifications.channel.${channel}`)}`}
      onChange={(event) =>
        save.mutate({ channels: { [choice.kind]: { ...choice.channels, [channel]: event.target.checked } } })
      }
    />
  );
  return (
    <>
      <Card title={t("notifications.choices.title")} hint={t("notifications.choices.hint")}>
        <RowsTable<Choice>
          label={t("notifications.choices.title")}
          rows={choices?.items ?? []}
          pending={query.isPending}
          rowKey={(choice) => choice.kind}
          columns={[
            { key: "label", label: t("notifications.kind"), render: (choice) => choice.label },
            ...CHANNELS.map((channel) => ({
              key: channel,
              label: t(`notifications.channel.${channel}`),
              render: (choice: Choice) => tick(choice, channel),
            })),
          ]}
        />
        <div style={{ marginTop: 12, color: "var(--ink-soft)" }}>
          {choices && !choices.mail_possible ? <p>{t("notifications.choices.noMail")}</p> : null}
          {choices && !choices.robot_possible ? <p>{t("notifications.choices.noRobot")}</p> : null}
        </div>
      </Card>
      {choices ? (
        <Card title={t("notifications.choices.mail")}>
          <Radio.Group
            vertical
            aria-label={t("notifications.choices.mail")}
            value={choices.daily_mail}
            onChange={(event) => save.mutate({ daily_mail: event.target.value as boolean })}
            options={[
              { value: false, label: t("notifications.choices.atOnce") },
              { value: true, label: t("notifications.choices.daily", { time: choices.daily_mail_at }) },
            ]}
          />
        </Card>
      ) : null}
    </>
  );
}
