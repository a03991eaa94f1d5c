import { useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input } from "antd";
import type { Dayjs } from "dayjs";
import { KeyRound, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/reference-data";
import type { ApiKey } from "@/api/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";
import { IconButton } from "@/components/ui/IconButton";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { useConfirmDelete } from "@/components/ui/use-confirm-delete";
import { SecretDialog } from "./SecretDialog";

/** Keys with which other systems sign in. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const confirmDelete = useConfirmDelete();
  const queries = useQueryClient();
  const mayCreate = useMay("api_keys", "create");
  const mayDelete = useMay("api_keys", "delete");
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["api-keys"] });
  const remove = (key: ApiKey) =>
    confirmDelete({
      title: t("identity.apiKeys.revokeTitle", { name: key.name }),
      content: t("identity.apiKeys.revokeText"),
      okText: t("identity.apiKeys.revoke"),
      remove: () => unwrap(api.DELETE("/api/v1/api-keys/{id}", { params: { path: { id: key.id } } })),
      done: refresh,
    });
  return (
    <Page
      title={t("identity.apiKeys.title")}
      hint={t("identity.apiKeys.hint")}
      actions={
        mayCreate ? (
          <Button type="primary" icon={<KeyRound size={16} />} onClick={() => setCreating(true)}>
            {t("identity.apiKeys.create")}
          </Button>
        ) : null
      }
    >
      <SimpleTable<ApiKey>
        label={t("identity.apiKeys.title")}
        queryKey={["api-keys", "list", "settings"]}
        load={(cursor, signal) => {
          const query = { limit: 50, ...(cursor ? { cursor } : {}) };
          return unwrap(api.GET("/api/v1/api-keys", { params: { query }, signal }));
        }}
        rowKey={(key) => key.id}
        empty={t("identity.apiKeys.empty")}
        columns={[
          { key: "name", label: t("identity.apiKeys.name"), render: (key) => key.name },
          { key: "prefix", label: t("identity.apiKeys.prefix"), render: (key) => <code>{key.prefix}</code> },
          { key: "role", label: t("identity.apiKeys.role"), render: (key) => key.role?.name },
          {
            key: "expires",
            label: t("identity.apiKeys.expires"),
            render: (key) =>
              key.expires_at ? <RelativeTime value={key.expires_at} /> : t("identity.apiKeys.never"),
          },
          {
            key: "used",
            label: t("identity.apiKeys.lastUsed"),
            render: (key) =>
              key.last_used_at ? <RelativeTime value={key.last_used_at} /> : t("identity.apiKeys.unused"),
          },
          {
            key: "tools",
            label: "",
            tight: true,
            render: (key) =>
              mayDelete ? (
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={t("identity.apiKeys.revoke")}
                  onClick={() => void remove(key)}
                />
              ) : null,
          },
        ]}
      />
      {creating ? (
        <ApiDrawer<{ name: string; role_id: string; expires_at?: Dayjs | null }>
          title={t("identity.apiKeys.create")}
          initial={{ name: "" }}
          onSubmit={async ({ name, role_id, expires_at }) => {
            const body = {
              name,
              role_id,
              expires_at: expires_at ? expires_at.endOf("day").toISOString() : null,
            };
            const created = await unwrap(api.POST("/api/v1/api-keys", { body }));
            setCreating(false);
            setSecret(created.key);
            await refresh();
          }}
          onClose={() => setCreating(false)}
        >
          <Form.Item
            name="name"
            label={t("identity.apiKeys.name")}
            rules={[{ required: true, whitespace: true, message: t("common.required") }]}
          >
            <Input autoFocus maxLength={80} />
          </Form.Item>
          <Form.Item
            name="role_id"
            label={t("identity.apiKeys.role")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <ReferenceSelect kind="roles" label={t("identity.apiKeys.role")} />
          </Form.Item>
          <Form.Item name="expires_at" label={t("identity.apiKeys.expires")}>
            <DatePicker style={{ width: "100%" }} />
          </Form.Item>
        </ApiDrawer>
      ) : null}
      {secret ? (
        <SecretDialog
          title={t("identity.apiKeys.created")}
          text={secret}
          hint={t("identity.apiKeys.onceHint")}
          onClose={() => setSecret(null)}
        />
      ) : null}
    </Page>
  );
}
