import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Form, Input, Modal } from "antd";
import { Ellipsis, MailPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { mergeDiff } from "@/api/merge-patch";
import { useMay } from "@/api/reference-data";
import { type RecordBase, resource } from "@/api/resource";
import type { User } from "@/api/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";
import { Person } from "@/components/ui/Avatar";
import { Chip, type Tone } from "@/components/ui/Chip";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { useErrorText } from "@/components/ui/states";
import { useDebounced } from "@/lib/debounce";
import css from "./settings.module.css";

type UserRecord = User & RecordBase;
const users = resource<UserRecord>("users");

const TONES: Record<User["status"], Tone> = {
  invited: "warn",
  active: "good",
  locked: "bad",
  disabled: "muted",
  left: "muted",
};

/** The people of the organization. */
export function UsersPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayCreate = useMay("users", "create");
  const mayEdit = useMay("users", "edit");
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 250);
  const [editing, setEditing] = useState<UserRecord | null>(null);
  const [inviting, setInviting] = useState(false);
  const [secret, setSecret] = useState<{ title: string; text: string } | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["users"] });
  return (
    <Page
      title={t("identity.users.title")}
      actions={
        <>
          <Input.Search
            style={{ width: 200 }}
            allowClear
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t("identity.users.search")}
            aria-label={t("identity.users.search")}
          />
          {mayCreate ? (
            <Button type="primary" icon={<MailPlus size={16} />} onClick={() => setInviting(true)}>
              {t("identity.users.invite")}
            </Button>
          ) : null}
        </>
      }
    >
      <SimpleTable<UserRecord>
        label={t("identity.users.title")}
        queryKey={["users", "list", "settings", q]}
        load={(cursor, signal) => users.list({ q: q || undefined, cursor, limit: 50 }, signal)}
        rowKey={(user) => user.id}
        onRow={mayEdit ? setEditing : undefined}
        empty={t("identity.users.empty")}
        columns={[
          {
            key: "name",
            label: t("identity.user.display_name"),
            render: (user) => <Person name={user.display_name} src={user.avatar} size={28} />,
          },
          { key: "login", label: t("identity.user.login"), render: (user) => user.login },
          {
            key: "department",
            label: t("identity.user.department_id"),
            render: (user) => user.department?.name,
          },
          {
            key: "roles",
            label: t("identity.user.roles"),
            render: (user) => user.roles?.map((role) => role.name).join(t("common.listComma")),
          },
          {
            key: "status",
            label: t("identity.user.status"),
            render: (user) => <Chip tone={TONES[user.status]}>{t(`identity.status.${user.status}`)}</Chip>,
          },
          {
            key: "last",
            label: t("identity.user.lastLogin"),
            render: (user) => (user.last_login_at ? <RelativeTime value={user.last_login_at} /> : null),
          },
          {
            key: "tools",
            label: "",
            tight: true,
            render: (user) =>
              mayEdit ? <UserMenu user={user} onSecret={setSecret} onDone={refresh} /> : null,
          },
        ]}
      />
      {editing ? (
        <UserDrawer
          user={editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            return refresh();
          }}
        />
      ) : null}
      {inviting ? (
        <InviteDrawer
          onClose={() => setInviting(false)}
          onInvited={(link) => {
            setInviting(false);
            if (link) setSecret({ title: t("identity.users.invited"), text: link });
            return refresh();
          }}
        />
      ) : null}
      {secret ? (
        <SecretDialog {...secret} hint={t("identity.users.secretHint")} onClose={() => setSecret(null)} />
      ) : null}
    </Page>
  );
}

/** Shows something that is shown once. */
export function SecretDialog({
  title,
  text,
  hint,
  onClose,
}: {
  title: string;
  text: string;
  hint: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => message.success(t("common.copied")),
      () => message.warning(t("common.copyByHand")),
    );
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      mask={{ closable: false }}
      okText={t("common.action.copy")}
      cancelText={t("common.action.close")}
      onOk={() => void copy()}
    >
      <p>{hint}</p>
      <code className={css.secret}>{text}</code>
    </Modal>
  );
}

interface UserMenuProps {
  user: UserRecord;
  onSecret: (secret: { title: string; text: string }) => void;
  onDone: () => Promise<unknown>;
}

function UserMenu({ user, onSecret, onDone }: UserMenuProps) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const textOf = useErrorText();
  const params = { path: { id: user.id } };
  const orders = {
    disable: () => unwrap(api.POST("/api/v1/users/{id}/disable", { params, body: {} })),
    enable: () => unwrap(api.POST("/api/v1/users/{id}/enable", { params, body: {} })),
    unlock: () => unwrap(api.POST("/api/v1/users/{id}/unlock", { params, body: {} })),
    "reset-password": () => unwrap(api.POST("/api/v1/users/{id}/reset-password", { params, body: {} })),
  };
  const offered: (keyof typeof orders)[] = [
    ...(user.status === "locked" ? (["unlock"] as const) : []),
    "reset-password",
    user.status === "disabled" ? "enable" : "disable",
  ];
  const run = (order: keyof typeof orders) =>
    modal.confirm({
      title: t(`identity.users.confirm.${order}`, { name: user.display_name }),
      okButtonProps: { danger: order === "disable" },
      onOk: async () => {
        try {
          const result = await orders[order]();
          if (result?.password) onSecret({ title: t("identity.users.newPassword"), text: result.password });
          else void message.success(t("common.savedAll"));
          await onDone();
        } catch (error) {
          void message.error(textOf(error));
        }
      },
    });
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: offered.map((order) => ({
          key: order,
          danger: order === "disable",
          label: t(`identity.users.order.${order}`),
          onClick: () => void run(order),
        })),
      }}
    >
      <Button
        size="small"
        type="text"
        icon={<Ellipsis size={16} />}
        aria-label={t("common.action.moreActions")}
      />
    </Dropdown>
  );
}

interface UserValues {
  display_name: string;
  email: string | null;
  phone: string | null;
  employee_number: string | null;
  position: string | null;
  department_id: string | null;
  role_ids?: string[];
}

function UserDrawer({
  user,
  onClose,
  onSaved,
}: {
  user: UserRecord;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const submit = async (values: UserValues) => {
    const patch = mergeDiff(user, { ...values });
    if (Object.keys(patch).length > 0) await users.update(user.id, user.version, patch);
    await onSaved();
  };
  return (
    <ApiDrawer<UserValues>
      title={user.display_name}
      initial={{
        display_name: user.display_name,
        email: user.email ?? null,
        phone: user.phone ?? null,
        employee_number: user.employee_number ?? null,
        position: user.position ?? null,
        department_id: user.department_id ?? null,
      }}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="display_name"
        label={t("identity.user.display_name")}
        rules={[{ required: true, whitespace: true, message: t("common.required") }]}
      >
        <Input autoFocus />
      </Form.Item>
      <Form.Item name="email" label={t("identity.user.email")}>
        <Input inputMode="email" />
      </Form.Item>
      <Form.Item name="phone" label={t("identity.user.phone")}>
        <Input inputMode="tel" />
      </Form.Item>
      <Form.Item name="employee_number" label={t("identity.user.employee_number")}>
        <Input />
      </Form.Item>
      <Form.Item name="position" label={t("identity.user.position")}>
        <Input />
      </Form.Item>
      <Form.Item name="department_id" label={t("identity.user.department_id")}>
        <ReferenceSelect
          kind="departments"
          initial={user.department}
          label={t("identity.user.department_id")}
        />
      </Form.Item>
    </ApiDrawer>
  );
}

interface InviteValues {
  login: string;
  display_name: string;
  email?: string;
  department_id?: string;
  role_ids: string[];
}

function InviteDrawer({
  onClose,
  onInvited,
}: {
  onClose: () => void;
  onInvited: (link: string | null) => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t("common.required") }];
  return (
    <ApiDrawer<InviteValues>
      title={t("identity.users.invite")}
      initial={{ login: "", display_name: "", role_ids: [] }}
      submitLabel={t("identity.users.sendInvite")}
      onSubmit={async (values) => {
        const result = await unwrap(api.POST("/api/v1/users/invite", { body: { ...values } }));
        await onInvited(result.invitation_link ?? null);
      }}
      onClose={onClose}
    >
      <Form.Item name="login" label={t("identity.user.login")} rules={required}>
        <Input autoFocus autoCapitalize="none" spellCheck={false} autoComplete="off" />
      </Form.Item>
      <Form.Item name="display_name" label={t("identity.user.display_name")} rules={required}>
        <Input />
      </Form.Item>
      <Form.Item name="email" label={t("identity.user.email")} extra={t("identity.users.inviteHint")}>
        <Input inputMode="email" />
      </Form.Item>
      <Form.Item name="department_id" label={t("identity.user.department_id")}>
        <ReferenceSelect kind="departments" label={t("identity.user.department_id")} />
      </Form.Item>
      <Form.Item name="role_ids" label={t("identity.user.roles")} rules={required}>
        <ReferenceSelect kind="roles" multiple label={t("identity.user.roles")} />
      </Form.Item>
    </ApiDrawer>
  );
}
