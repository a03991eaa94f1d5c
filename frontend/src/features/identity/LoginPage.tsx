import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { isProblem } from "@/api/problem";
import { signedIn } from "@/api/session";
import { ApiForm } from "@/components/form/ApiForm";
import { OutsideBox } from "./OutsideFrame";
import css from "./outside.module.css";

interface LoginValues {
  login: string;
  password: string;
  otp?: string;
  org?: string;
}

/** Only addresses of this application: a link that leads elsewhere after signing in would be a trap. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith("/") && !/^\/[/\\]/.test(next) ? next : "/";
}

/** Signing in; asks for the second factor or the organization's code only when the server needs them. */
export function LoginPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const [needs, setNeeds] = useState<{ otp: boolean; org: boolean }>({ otp: false, org: false });
  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/setup", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (setup.data?.needed) return <Navigate to="/setup" />;

  const submit = async ({ login, password, otp, org }: LoginValues) => {
    const body = {
      login: login.trim(),
      password,
      delivery: "cookie" as const,
      ...(otp ? { otp: otp.replace(/\s/g, "") } : {}),
      ...(org ? { org: org.trim() } : {}),
    };
    try {
      const session = await unwrap(api.POST("/api/v1/auth/login", { body }));
      signedIn(session.access_token);
      await navigate({ to: safeNext(next), replace: true });
    } catch (error) {
      if (isProblem(error) && error.code === "otp_required" && !needs.otp)
        return setNeeds({ ...needs, otp: true });
      if (isProblem(error) && error.code === "organization_required" && !needs.org)
        return setNeeds({ ...needs, org: true });
      throw error;
    }
  };
  return (
    <OutsideBox
      title={t("identity.login.title")}
      hint={needs.otp ? t("identity.login.otpHint") : t("identity.login.hint")}
    >
      <ApiForm<LoginValues>
        initial={{ login: "", password: "" }}
        onSubmit={submit}
        submitLabel={t("identity.login.submit")}
        wide
      >
        <div hidden={needs.otp}>
          <Form.Item
            name="login"
            label={t("identity.login.login")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("identity.login.password")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
        </div>
        {needs.org ? (
          <Form.Item
            name="org"
            label={t("identity.login.org")}
            extra={t("identity.login.orgHint")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <Input autoFocus autoCapitalize="none" spellCheck={false} />
          </Form.Item>
        ) : null}
        {needs.otp ? (
          <Form.Item
            name="otp"
            label={t("identity.login.otp")}
            rules={[{ required: true, message: t("common.required") }]}
          >
            <Input autoFocus autoComplete="one-time-code" inputMode="numeric" maxLength={20} />
          </Form.Item>
        ) : null}
      </ApiForm>
      <div className={css.after}>
        <Link to="/forgot-password">{t("identity.login.forgot")}</Link>
        {needs.otp ? (
          <a
            href="/login"
            onClick={(event) => {
              event.preventDefault();
              setNeeds({ otp: false, org: false });
            }}
          >
            {t("identity.login.back")}
          </a>
        ) : null}
      </div>
    </OutsideBox>
  );
}
