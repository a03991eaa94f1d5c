import { Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import { ApiForm } from "@/components/form/ApiForm";
import { Card } from "@/components/ui/Page";
import { changeLocale, LOCALE_NAMES, LOCALES, type LocaleCode, nearestLocale } from "@/i18n";
import { setTimeZone } from "@/lib/dates";
import { setTheme, type ThemeChoice } from "@/theme/mode";
import { Portrait } from "./Portrait";
import { useSaveMe } from "./use-save-me";

/** What the server takes. */
const SIGNATURE_MAX = 2000;

interface ProfileValues {
  display_name: string;
  phone: string | null;
  signature: string | null;
}

/** Picture, name, ways to be reached, and what stands below mails. */
export function Profile() {
  const { t } = useTranslation();
  const { user, organization, roles } = useMe();
  const save = useSaveMe();
  return (
    <Card
      title={user.login}
      hint={`${organization.name} · ${roles.map((role) => role.name).join(t("common.listComma"))}`}
    >
      <Portrait />
      <ApiForm<ProfileValues>
        initial={{
          display_name: user.display_name,
          phone: user.phone ?? null,
          signature: user.signature ?? null,
        }}
        onSubmit={(values) => save({ ...values })}
        submitLabel={t("common.action.save")}
      >
        <Form.Item
          name="display_name"
          label={t("identity.user.display_name")}
          rules={[{ required: true, whitespace: true, message: t("common.required") }]}
        >
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item label={t("identity.user.email")} extra={t("identity.personal.emailHint")}>
          <Input value={user.email ?? ""} disabled aria-label={t("identity.user.email")} />
        </Form.Item>
        <Form.Item name="phone" label={t("identity.user.phone")}>
          <Input inputMode="tel" autoComplete="tel" />
        </Form.Item>
        <Form.Item
          name="signature"
          label={t("identity.user.signature")}
          extra={t("identity.personal.signatureHint")}
        >
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={SIGNATURE_MAX} />
        </Form.Item>
      </ApiForm>
    </Card>
  );
}

interface PreferenceValues {
  locale: LocaleCode | null;
  time_zone: string | null;
  theme: ThemeChoice | null;
}

/** Language, time zone, theme. */
export function Preferences() {
  const { t } = useTranslation();
  const { user, organization } = useMe();
  const save = useSaveMe();
  const submit = async (values: PreferenceValues) => {
    await save({ ...values });
    setTheme(values.theme ?? "system");
    setTimeZone(values.time_zone ?? organization.time_zone);
    if (values.locale) await changeLocale(values.locale);
  };
  const themes: ThemeChoice[] = ["system", "light", "dark"];
  return (
    <Card>
      <ApiForm<PreferenceValues>
        initial={{
          locale: nearestLocale(user.locale) ?? null,
          time_zone: user.time_zone ?? null,
          theme: (user.theme as ThemeChoice | null | undefined) ?? "system",
        }}
        onSubmit={submit}
        submitLabel={t("common.action.save")}
      >
        <Form.Item name="locale" label={t("shell.me.language")}>
          <Select
            allowClear
            placeholder={t("identity.personal.asOrganization")}
            options={LOCALES.map((code) => ({ value: code, label: LOCALE_NAMES[code] }))}
          />
        </Form.Item>
        <Form.Item name="time_zone" label={t("identity.organization.timeZone")}>
          <Select
            allowClear
            showSearch
            placeholder={`${t("identity.personal.asOrganization")} (${organization.time_zone})`}
            options={Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone }))}
          />
        </Form.Item>
        <Form.Item name="theme" label={t("shell.me.theme")}>
          <Select options={themes.map((each) => ({ value: each, label: t(`shell.theme.${each}`) }))} />
        </Form.Item>
      </ApiForm>
    </Card>
  );
}
