import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { isProblem } from "@/api/problem";
import { meOptions } from "@/api/reference-data";
import { signedIn } from "@/api/session";
import { ApiForm } from "@/components/form/ApiForm";
import { Bone, ErrorState } from "@/components/ui/states";
import { Leave } from "./Leave";
import { OutsideBox } from "./OutsideFrame";
import css from "./outside.module.css";
import { NewPasswordFields } from "./passwords";

/** The secret of a mailed link: behind `#`, so that it reaches no server's log. */
function useToken(): string | undefined {
  const hash = useLocation({ select: (location) => location.hash });
  return new URLSearchParams(hash).get("token") ?? undefined;
}

function BackToLogin() {
  const { t } = useTranslation();
  return (
    <div className={css.after}>
      <Link to="/login" search={{}}>
        {t("identity.login.back")}
      </Link>
    </div>
  );
}

/** A finished step: what happened and the way to sign in. */
function Done({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <OutsideBox title={title} hint={text}>
      <Link to="/login" search={{}}>
        <Button type="primary" block>
          {t("identity.login.submit")}
        </Button>
      </Link>
    </OutsideBox>
  );
}

/** Asks for a reset link. The answer is the same whether or not the account exists. */
export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const [sent, setSent] = useState(false);
  if (sent) return <Done title={t("identity.forgot.sentTitle")} text={t("identity.forgot.sentText")} />;
  return (
    <OutsideBox title={t("identity.forgot.title")} hint={t("identity.forgot.hint")}>
      <ApiForm<{ login: string }>
        initial={{ login: "" }}
        onSubmit={async ({ login }) => {
          await unwrap(api.POST("/api/v1/auth/forgot-password", { body: { login: login.trim() } }));
          setSent(true);
        }}
        submitLabel={t("identity.forgot.submit")}
        wide
      >
        <Form.Item
          name="login"
          label={t("identity.login.login")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Input autoFocus autoComplete="username" autoCapitalize="none" />
        </Form.Item>
      </ApiForm>
      <BackToLogin />
    </OutsideBox>
  );
}

/** Sets a new password by the mailed link. */
export function ResetPasswordPage() {
  const { t } = useTranslation();
  const token = useToken();
  const [done, setDone] = useState(false);
  if (done) return <Done title={t("identity.reset.doneTitle")} text={t("identity.reset.doneText")} />;
  if (!token) return <BadLink />;
  return (
    <OutsideBox title={t("identity.reset.title")}>
      <ApiForm<{ password: string; repeat: string }>
        initial={{ password: "", repeat: "" }}
        onSubmit={async ({ password }) => {
          await unwrap(api.POST("/api/v1/auth/reset-password", { body: { token, password } }));
          setDone(true);
        }}
        submitLabel={t("identity.reset.submit")}
        wide
      >
        <NewPasswordFields />
      </ApiForm>
      <BackToLogin />
    </OutsideBox>
  );
}

/** Makes an invited person's account their own. */
export function AcceptInvitationPage() {
  const { t } = useTranslation();
  const token = useToken();
  const [done, setDone] = useState(false);
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/auth/invitation", { params: { query: { token: token ?? "" } }, signal })),
    enabled: token !== undefined,
    // Once accepted it is spent; asking again would only find that out.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (done) return <Done title={t("identity.accept.doneTitle")} text={t("identity.accept.doneText")} />;
  if (!token || isProblem(invitation.error, 404) || isProblem(invitation.error, 422)) return <BadLink />;
  if (invitation.isError)
    return <ErrorState error={invitation.error} retry={() => void invitation.refetch()} />;
  if (!invitation.data) return <Bone width="40%" />;
  const { organization, login, display_name: name } = invitation.data;
  return (
    <OutsideBox
      title={t("identity.accept.join", { organization })}
      hint={t("identity.accept.hint", { login })}
    >
      <ApiForm<{ display_name: string; password: string; repeat: string }>
        initial={{ display_name: name, password: "", repeat: "" }}
        onSubmit={async ({ display_name, password }) => {
          const body = { token, password, display_name: display_name.trim() };
          await unwrap(api.POST("/api/v1/auth/accept-invitation", { body }));
          setDone(true);
        }}
        submitLabel={t("identity.accept.submit")}
        wide
      >
        <Form.Item
          name="display_name"
          label={t("identity.user.display_name")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Input autoFocus autoComplete="name" />
        </Form.Item>
        <NewPasswordFields />
      </ApiForm>
    </OutsideBox>
  );
}

function BadLink() {
  const { t } = useTranslation();
  return <Done title={t("identity.badLink.title")} text={t("identity.badLink.text")} />;
}

/** The password an administrator set has to be replaced before anything else. */
export function ForcedPasswordPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return (
    <OutsideBox title={t("identity.forced.title")} hint={t("identity.forced.hint")}>
      <ApiForm<{ current_password: string; new_password: string; repeat: string }>
        initial={{ current_password: "", new_password: "", repeat: "" }}
        onSubmit={async ({ current_password, new_password }) => {
          await unwrap(api.POST("/api/v1/me/password", { body: { current_password, new_password } }));
          await queries.invalidateQueries({ queryKey: meOptions.queryKey });
          await queries.fetchQuery({ ...meOptions, staleTime: 0 });
          await navigate({ to: "/" });
        }}
        submitLabel={t("identity.forced.submit")}
        wide
      >
        <Form.Item
          name="current_password"
          label={t("identity.password.current")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Input.Password autoFocus autoComplete="current-password" />
        </Form.Item>
        <NewPasswordFields name="new_password" />
      </ApiForm>
      <Leave />
    </OutsideBox>
  );
}

interface SetupValues {
  organization: string;
  display_name: string;
  login: string;
  password: string;
  repeat: string;
}

/** First start: the organization and its administrator. */
export function SetupPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const required = [{ required: true, whitespace: true, message: t("common.required") }];
  const submit = async ({ organization, display_name, login, password }: SetupValues) => {
    const body = {
      organization: organization.trim(),
      display_name: display_name.trim(),
      login: login.trim(),
      password,
    };
    await unwrap(api.POST("/api/v1/setup", { body }));
    queries.removeQueries({ queryKey: ["setup"] });
    const credentials = { login: body.login, password, delivery: "cookie" as const };
    const session = await unwrap(api.POST("/api/v1/auth/login", { body: credentials }));
    signedIn(session.access_token);
    await navigate({ to: "/" });
  };
  return (
    <OutsideBox title={t("identity.setup.title")} hint={t("identity.setup.hint")}>
      <ApiForm<SetupValues>
        initial={{ organization: "", display_name: "", login: "", password: "", repeat: "" }}
        onSubmit={submit}
        submitLabel={t("identity.setup.submit")}
        wide
      >
        <Form.Item name="organization" label={t("identity.setup.organization")} rules={required}>
          <Input autoFocus autoComplete="organization" />
        </Form.Item>
        <Form.Item name="display_name" label={t("identity.user.display_name")} rules={required}>
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item name="login" label={t("identity.login.login")} rules={required}>
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <NewPasswordFields />
      </ApiForm>
    </OutsideBox>
  );
}
