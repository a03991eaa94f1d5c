import { App, Checkbox, Form, Input, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { mergeDiff } from "@/api/merge-patch";
import { type RecordBase, resource } from "@/api/resource";
import type { User } from "@/api/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";
import { PASSWORD_MIN } from "../passwords";

export type UserRecord = User & RecordBase;
export const users = resource<UserRecord>("users");

interface Account {
  display_name: string;
  email: string | null;
  phone: string | null;
  employee_number: string | null;
  job_title: string | null;
  department_id: string | null;
  role_ids: string[];
}

const useRequired = () => {
  const { t } = useTranslation();
  return [{ required: true, message: t("common.required") }];
};

/** A colleague's data and roles. */
export function UserDrawer({
  user,
  onClose,
  onSaved,
}: {
  user: UserRecord;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}) {
  const closed = new Set(user.restricted);
  const submit = async (values: Account) => {
    const patch = mergeDiff(user, { ...values });
    // What one sees in part only cannot be written back.
    for (const name of closed) delete patch[name];
    if (Object.keys(patch).length > 0) await users.update(user.id, user.version, patch);
    await onSaved();
  };
  return (
    <ApiDrawer<Account>
      title={user.display_name}
      initial={{
        display_name: user.display_name,
        email: user.email ?? null,
        phone: user.phone ?? null,
        employee_number: user.employee_number ?? null,
        job_title: user.job_title ?? null,
        department_id: user.department_id ?? null,
        role_ids: user.role_ids,
      }}
      onSubmit={submit}
      onClose={onClose}
    >
      <AccountFields user={user} closed={closed} />
    </ApiDrawer>
  );
}

function AccountFields({ user, closed }: { user?: UserRecord; closed?: ReadonlySet<string> }) {
  const { t } = useTranslation();
  const required = useRequired();
  return (
    <>
      <Form.Item name="display_name" label={t("identity.user.display_name")} rules={required}>
        <Input autoFocus={user !== undefined} maxLength={80} />
      </Form.Item>
      <Form.Item name="department_id" label={t("identity.user.department_id")}>
        <ReferenceSelect
          kind="departments"
          initial={user?.department}
          label={t("identity.user.department_id")}
        />
      </Form.Item>
      <Form.Item name="role_ids" label={t("identity.user.roles")} rules={required}>
        <ReferenceSelect kind="roles" multiple initial={user?.roles} label={t("identity.user.roles")} />
      </Form.Item>
      <Form.Item name="job_title" label={t("identity.user.job_title")}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="phone" label={t("identity.user.phone")}>
        <Input inputMode="tel" disabled={closed?.has("phone") ?? false} />
      </Form.Item>
      {user ? (
        <>
          <Form.Item name="email" label={t("identity.user.email")}>
            <Input inputMode="email" disabled={closed?.has("email") ?? false} />
          </Form.Item>
          <Form.Item name="employee_number" label={t("identity.user.employee_number")}>
            <Input maxLength={40} />
          </Form.Item>
        </>
      ) : null}
    </>
  );
}

interface NewUser extends Account {
  login: string;
  password?: string;
}

type Way = "mail" | "password";

/** A new colleague: invited by mail, or with a first password that they change at once. */
export function NewUserDrawer({ onClose, onMade }: { onClose: () => void; onMade: () => Promise<unknown> }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const required = useRequired();
  const [way, setWay] = useState<Way>("mail");
  const submit = async ({ password, ...values }: NewUser) => {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as typeof values;
    if (way === "mail") await unwrap(api.POST("/api/v1/users/invite", { body: given }));
    else await unwrap(api.POST("/api/v1/users", { body: { ...given, ...(password ? { password } : {}) } }));
    void message.success(t(way === "mail" ? "identity.users.invited" : "identity.users.made"));
    await onMade();
  };
  return (
    <ApiDrawer<NewUser>
      title={t("identity.users.invite")}
      initial={{ login: "", display_name: "", role_ids: [] }}
      submitLabel={t(way === "mail" ? "identity.users.sendInvite" : "identity.users.make")}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item>
        <Segmented<Way>
          block
          value={way}
          onChange={setWay}
          options={[
            { value: "mail", label: t("identity.users.byMail") },
            { value: "password", label: t("identity.users.byPassword") },
          ]}
        />
      </Form.Item>
      <Form.Item name="login" label={t("identity.user.login")} rules={required}>
        <Input autoFocus autoCapitalize="none" spellCheck={false} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="email"
        label={t("identity.user.email")}
        extra={way === "mail" ? t("identity.users.inviteHint") : undefined}
        rules={way === "mail" ? required : []}
      >
        <Input inputMode="email" autoComplete="off" />
      </Form.Item>
      {way === "password" ? (
        <Form.Item
          name="password"
          label={t("identity.users.firstPassword")}
          extra={t("identity.users.firstPasswordHint", { count: PASSWORD_MIN })}
          rules={required}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      ) : null}
      <AccountFields />
    </ApiDrawer>
  );
}

/** Another way in for somebody: a link by mail, or a password that they change at once. */
export function ResetDrawer({
  user,
  onClose,
  onDone,
}: {
  user: UserRecord;
  onClose: () => void;
  onDone: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const required = useRequired();
  const [mail, setMail] = useState(Boolean(user.email));
  const submit = async ({ password }: { password?: string }) => {
    const body = mail || !password ? {} : { password };
    await unwrap(api.POST("/api/v1/users/{id}/reset-password", { params: { path: { id: user.id } }, body }));
    void message.success(t(mail ? "identity.users.linkSent" : "identity.users.passwordSet"));
    await onDone();
  };
  return (
    <ApiDrawer<{ password?: string }>
      title={t("identity.users.resetTitle", { name: user.display_name })}
      initial={{}}
      submitLabel={t(mail ? "identity.users.sendLink" : "common.action.save")}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item>
        <Checkbox checked={mail} disabled={!user.email} onChange={(event) => setMail(event.target.checked)}>
          {t("identity.users.linkByMail")}
        </Checkbox>
      </Form.Item>
      {mail ? null : (
        <Form.Item
          name="password"
          label={t("identity.users.firstPassword")}
          extra={t("identity.users.firstPasswordHint", { count: PASSWORD_MIN })}
          rules={required}
        >
          <Input.Password autoFocus autoComplete="new-password" />
        </Form.Item>
      )}
    </ApiDrawer>
  );
}
