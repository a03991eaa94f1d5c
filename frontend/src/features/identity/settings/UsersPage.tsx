import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { Ellipsis, MailPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay, useMe } from "@/api/reference-data";
import type { User } from "@/api/types";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { Person } from "@/components/ui/Avatar";
import { Chip, type Tone } from "@/components/ui/Chip";
import { Page } from "@/components/ui/Page";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { useErrorText } from "@/components/ui/states";
import { useDebounced } from "@/lib/debounce";
import { NewUserDrawer, ResetDrawer, UserDrawer, type UserRecord, users } from "./UserForms";

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
  const [resetting, setResetting] = useState<UserRecord | null>(null);
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
            render: (user) => user.roles.map((role) => role.name).join(t("common.listComma")),
          },
          {
            key: "status",
            label: t("identity.user.status"),
            render: (user) => <Chip tone={TONES[user.status]}>{t(`identity.status.${user.status}`)}</Chip>,
          },
          {
            key: "otp",
            label: t("identity.totp.title"),
            tight: true,
            render: (user) => (user.has_otp ? <Chip tone="good">{t("identity.totp.on")}</Chip> : null),
          },
          {
            key: "tools",
            label: "",
            tight: true,
            render: (user) =>
              mayEdit ? <UserMenu user={user} onReset={setResetting} onDone={refresh} /> : null,
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
        <NewUserDrawer
          onClose={() => setInviting(false)}
          onMade={() => {
            setInviting(false);
            return refresh();
          }}
        />
      ) : null}
      {resetting ? (
        <ResetDrawer
          user={resetting}
          onClose={() => setResetting(null)}
          onDone={() => {
            setResetting(null);
            return refresh();
          }}
        />
      ) : null}
    </Page>
  );
}

function UserMenu({
  user,
  onReset,
  onDone,
}: {
  user: UserRecord;
  onReset: (user: UserRecord) => void;
  onDone: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const textOf = useErrorText();
  const { user: me } = useMe();
  const params = { path: { id: user.id } };
  const orders = {
    disable: () => unwrap(api.POST("/api/v1/users/{id}/disable", { params })),
    enable: () => unwrap(api.POST("/api/v1/users/{id}/enable", { params })),
    unlock: () => unwrap(api.POST("/api/v1/users/{id}/unlock", { params })),
    removeOtp: () => unwrap(api.POST("/api/v1/users/{id}/remove-otp", { params })),
  };
  type Order = keyof typeof orders;
  const offered: Order[] = [
    ...(user.status === "locked" ? (["unlock"] as const) : []),
    // One's own is taken away in one's own settings, where the password is asked for.
    ...(user.has_otp && user.id !== me.id ? (["removeOtp"] as const) : []),
    user.status === "disabled" ? "enable" : "disable",
  ];
  const grave = (order: Order) => order === "disable" || order === "removeOtp";
  const run = (order: Order) =>
    modal.confirm({
      title: t(`identity.users.confirm.${order}`, { name: user.display_name }),
      content: order === "removeOtp" ? t("identity.users.removeOtpText") : undefined,
      okText: order === "removeOtp" ? t("identity.totp.remove") : undefined,
      okButtonProps: { danger: grave(order) },
      onOk: async () => {
        try {
          await orders[order]();
          void message.success(t("common.savedAll"));
          await onDone();
        } catch (error) {
          void message.error(textOf(error));
        }
      },
    });
  return (
    <ActionMenu
      menu={{
        items: [
          {
            key: "reset",
            label: t(user.status === "invited" ? "identity.users.inviteAgain" : "identity.users.reset"),
            onClick: () => onReset(user),
          },
          ...offered.map((order) => ({
            key: order,
            danger: grave(order),
            label: t(`identity.users.order.${order}`),
            onClick: () => void run(order),
          })),
        ],
      }}
    >
      <Button
        size="small"
        type="text"
        icon={<Ellipsis size={16} />}
        aria-label={t("common.action.moreActions")}
      />
    </ActionMenu>
  );
}
