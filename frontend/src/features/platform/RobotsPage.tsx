import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Select, Switch } from "antd";
import { Plus, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { type RecordBase, resource } from "@/api/resource";
import type { Robot } from "@/api/types";
import { ApiDrawer } from "@/components/form/ApiForm";
import { Chip } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Page } from "@/components/ui/Page";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { useErrorText } from "@/components/ui/states";
import { useConfirmDelete } from "@/components/ui/use-confirm-delete";

const robots = resource<Robot & RecordBase>("robots");
const KINDS: readonly Robot["kind"][] = ["wecom", "dingtalk", "feishu"];

/** The robots of group chats that notifications are passed on to. */
export function RobotsPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const confirmDelete = useConfirmDelete();
  const [open, setOpen] = useState<Robot | "new" | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["robots"] });
  const remove = (robot: Robot) =>
    confirmDelete({
      title: t("notifications.robots.deleteTitle", { name: robot.name }),
      content: t("notifications.robots.deleteText"),
      remove: () => robots.remove(robot.id, robot.version),
      done: refresh,
    });
  return (
    <Page
      title={t("notifications.robots.title")}
      hint={t("notifications.robots.hint")}
      actions={
        <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
          {t("notifications.robots.create")}
        </Button>
      }
    >
      <SimpleTable<Robot>
        label={t("notifications.robots.title")}
        queryKey={["robots", "list"]}
        load={(_, signal) => unwrap(api.GET("/api/v1/robots", { signal }))}
        rowKey={(robot) => robot.id}
        onRow={setOpen}
        empty={t("notifications.robots.empty")}
        columns={[
          { key: "name", label: t("notifications.robots.name"), render: (robot) => robot.name },
          {
            key: "kind",
            label: t("notifications.robots.kind"),
            render: (robot) => t(`notifications.robots.kinds.${robot.kind}`),
          },
          {
            key: "host",
            label: t("notifications.robots.host"),
            render: (robot) => <code>{robot.host}</code>,
          },
          {
            key: "state",
            label: t("notifications.robots.enabled"),
            render: (robot) => (
              <Chip tone={robot.enabled ? "good" : undefined}>
                {t(robot.enabled ? "notifications.robots.on" : "notifications.robots.off")}
              </Chip>
            ),
          },
          {
            key: "tools",
            label: "",
            tight: true,
            render: (robot) => (
              <span style={{ whiteSpace: "nowrap" }}>
                <TestButton robot={robot} />
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={t("common.action.delete")}
                  onClick={() => void remove(robot)}
                />
              </span>
            ),
          },
        ]}
      />
      {open ? (
        <RobotDrawer
          robot={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            return refresh();
          }}
        />
      ) : null}
    </Page>
  );
}

/** Sends a message at once and says what came of it. */
function TestButton({ robot }: { robot: Robot }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const test = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/robots/{id}/test", { params: { path: { id: robot.id } } })),
    onSuccess: ({ delivered, reason }) =>
      void (delivered ? message.success(t("notifications.robots.delivered")) : message.error(reason ?? "")),
    onError: (error) => void message.error(textOf(error)),
  });
  return (
    <Button
      size="small"
      icon={<Send size={14} aria-hidden="true" />}
      loading={test.isPending}
      aria-label={t("notifications.robots.testOf", { name: robot.name })}
      onClick={() => test.mutate()}
    >
      {t("notifications.robots.test")}
    </Button>
  );
}

interface RobotValues {
  name: string;
  kind: Robot["kind"];
  url?: string;
  secret?: string;
  enabled: boolean;
}

interface RobotDrawerProps {
  robot: Robot | null;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

function RobotDrawer({ robot, onClose, onSaved }: RobotDrawerProps) {
  const { t } = useTranslation();
  const [attempt] = useState(() => crypto.randomUUID());
  const [kind, setKind] = useState<Robot["kind"]>(robot?.kind ?? "wecom");
  const submit = async ({ name, enabled, url, secret, ...values }: RobotValues) => {
    // An address or a secret that is not typed anew stays as it is.
    const secrets = { ...(url?.trim() ? { url } : {}), ...(secret?.trim() ? { secret } : {}) };
    const body = { name, enabled, kind: values.kind, ...secrets };
    if (robot) await robots.update(robot.id, robot.version, body);
    else await robots.create(body, attempt);
    await onSaved();
  };
  return (
    <ApiDrawer<RobotValues>
      title={robot?.name ?? t("notifications.robots.create")}
      initial={{ name: robot?.name ?? "", kind, enabled: robot?.enabled ?? true }}
      onSubmit={submit}
      onClose={onClose}
      onChange={(values) => setKind(values.kind)}
    >
      <Form.Item
        name="name"
        label={t("notifications.robots.name")}
        rules={[{ required: true, whitespace: true, message: t("common.required") }]}
      >
        <Input autoFocus maxLength={60} placeholder={t("notifications.robots.namePlaceholder")} />
      </Form.Item>
      <Form.Item name="kind" label={t("notifications.robots.kind")}>
        <Select
          options={KINDS.map((value) => ({ value, label: t(`notifications.robots.kinds.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="url"
        label={t("notifications.robots.url")}
        extra={
          robot
            ? t("notifications.robots.urlKept", { host: robot.host })
            : t(`notifications.robots.where.${kind}`)
        }
        rules={robot ? [] : [{ required: true, whitespace: true, message: t("common.required") }]}
      >
        <Input maxLength={2000} autoComplete="off" inputMode="url" />
      </Form.Item>
      {kind === "wecom" ? null : (
        <Form.Item
          name="secret"
          label={t("notifications.robots.secret")}
          extra={t(robot ? "notifications.robots.secretKept" : "notifications.robots.secretHint")}
        >
          <Input.Password maxLength={200} autoComplete="new-password" />
        </Form.Item>
      )}
      <Form.Item name="enabled" label={t("notifications.robots.enabled")} valuePropName="checked">
        <Switch />
      </Form.Item>
    </ApiDrawer>
  );
}
