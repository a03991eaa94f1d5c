import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, QRCode } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { meOptions, useMe } from "@/api/reference-data";
import { ApiForm } from "@/components/form/ApiForm";
import { Chip } from "@/components/ui/Chip";
import { Card } from "@/components/ui/Page";
import { useErrorText } from "@/components/ui/states";
import { NewPasswordFields } from "../passwords";
import { SecretDialog } from "../settings/SecretDialog";

/** Password and second factor. */
export function Security() {
  return (
    <>
      <PasswordCard />
      <EmailCard />
      <SecondFactorCard />
    </>
  );
}

function PasswordCard() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [round, setRound] = useState(0);
  return (
    <Card title={t("identity.password.title")} hint={t("identity.password.hint")}>
      <ApiForm<{ current_password: string; new_password: string; repeat: string }>
        key={round}
        initial={{ current_password: "", new_password: "", repeat: "" }}
        onSubmit={async ({ current_password, new_password }) => {
          await unwrap(api.POST("/api/v1/me/password", { body: { current_password, new_password } }));
          setRound(round + 1);
          void message.success(t("identity.password.changed"));
        }}
        submitLabel={t("identity.password.change")}
      >
        <Form.Item
          name="current_password"
          label={t("identity.password.current")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <NewPasswordFields name="new_password" />
      </ApiForm>
    </Card>
  );
}

/** Whoever has the address can have the password: it is changed with the present one. */
function EmailCard() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { user } = useMe();
  const queries = useQueryClient();
  const [round, setRound] = useState(0);
  return (
    <Card title={t("identity.email.title")} hint={t("identity.email.hint")}>
      <ApiForm<{ email: string | null; password: string }>
        key={`${round}:${user.email ?? ""}`}
        initial={{ email: user.email ?? null, password: "" }}
        onSubmit={async ({ email, password }) => {
          await unwrap(api.POST("/api/v1/me/email", { body: { email: email?.trim() || null, password } }));
          await queries.invalidateQueries({ queryKey: meOptions.queryKey });
          setRound(round + 1);
          void message.success(t("identity.email.changed"));
        }}
        submitLabel={t("identity.email.change")}
      >
        <Form.Item name="email" label={t("identity.user.email")}>
          <Input inputMode="email" autoComplete="email" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("identity.password.current")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
      </ApiForm>
    </Card>
  );
}

/** Whether a second factor is in force, and how to change that. */
function SecondFactorCard() {
  const { t } = useTranslation();
  const { has_otp } = useMe();
  return (
    <Card title={t("identity.totp.title")} hint={t("identity.totp.hint")}>
      <p style={{ marginBottom: 16 }}>
        {has_otp ? <Chip tone="good">{t("identity.totp.on")}</Chip> : <Chip>{t("identity.totp.off")}</Chip>}
      </p>
      <SecondFactor />
    </Card>
  );
}

/** Sets up a second factor, or takes it away unless a role makes it compulsory. */
export function SecondFactor({ compulsory = false }: { compulsory?: boolean }) {
  const { t } = useTranslation();
  const { has_otp } = useMe();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const [codes, setCodes] = useState<string[] | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: meOptions.queryKey });
  const begin = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/me/totp")),
    onError: (error) => void message.error(textOf(error)),
  });
  const confirm = async ({ code }: { code: string }) => {
    const result = await unwrap(
      api.POST("/api/v1/me/totp/confirm", { body: { code: code.replace(/\s/g, "") } }),
    );
    setCodes(result.recovery_codes);
    begin.reset();
    await refresh();
  };
  const end = async ({ password }: { password: string }) => {
    await unwrap(api.DELETE("/api/v1/me/totp", { body: { password } }));
    await refresh();
  };
  const required = [{ required: true, message: t("common.required") }];
  return (
    <>
      {has_otp && compulsory ? null : has_otp ? (
        <ApiForm<{ password: string }>
          initial={{ password: "" }}
          onSubmit={end}
          submitLabel={t("identity.totp.remove")}
        >
          <Form.Item name="password" label={t("identity.password.current")} rules={required}>
            <Input.Password autoComplete="current-password" style={{ maxWidth: 320 }} />
          </Form.Item>
        </ApiForm>
      ) : begin.data ? (
        <>
          <p>{t("identity.totp.scan")}</p>
          {/* The key below says the same to those who cannot see it. */}
          <div aria-hidden="true">
            <QRCode
              value={begin.data.uri}
              type="svg"
              color="#1C2024"
              bgColor="#FFFFFF"
              style={{ margin: "12px 0" }}
            />
          </div>
          <p style={{ marginBottom: 16 }}>
            {t("identity.totp.byHand")} <code style={{ userSelect: "all" }}>{begin.data.secret}</code>
          </p>
          <ApiForm<{ code: string }>
            initial={{ code: "" }}
            onSubmit={confirm}
            submitLabel={t("identity.totp.confirm")}
            wide={compulsory}
          >
            <Form.Item name="code" label={t("identity.login.otp")} rules={required}>
              <Input
                autoFocus
                autoComplete="one-time-code"
                inputMode="numeric"
                maxLength={8}
                style={compulsory ? undefined : { maxWidth: 200 }}
              />
            </Form.Item>
          </ApiForm>
        </>
      ) : (
        <Button
          type={compulsory ? "primary" : "default"}
          block={compulsory}
          loading={begin.isPending}
          onClick={() => begin.mutate()}
        >
          {t("identity.totp.begin")}
        </Button>
      )}
      {codes ? (
        <SecretDialog
          title={t("identity.totp.codes")}
          text={codes.join("  ")}
          hint={t("identity.totp.codesHint")}
          onClose={() => setCodes(null)}
        />
      ) : null}
    </>
  );
}
