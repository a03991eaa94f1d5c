import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Radio, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { type JsonObject, mergeDiff } from "@/api/merge-patch";
import { meOptions, organizationOptions, useMay } from "@/api/reference-data";
import type { Organization } from "@/api/types";
import { useCurrencies } from "@/components/fields/widgets/currency";
import { ApiForm } from "@/components/form/ApiForm";
import { Card, Page } from "@/components/ui/Page";
import { Bone, ErrorState } from "@/components/ui/states";
import { LOCALE_NAMES, LOCALES } from "@/i18n";
import css from "./settings.module.css";

type Settings = Organization["settings"];

const FIELDS = ["name", "locale", "time_zone", "currency", "fiscal_year_start"] as const;
/** From the laxest to the strictest. */
const DUPLICATE_POLICIES = ["warn", "allow_with_reason", "block"] as const;
/** Days that the server keeps deleted records where the organization has chosen nothing. */
const BIN_DAYS = 30;

/** The organization's own data and the rules it gives itself. */
export function OrganizationPage() {
  const { t } = useTranslation();
  const query = useQuery(organizationOptions);
  const organization = query.data;
  return (
    <Page title={t("identity.organization.title")}>
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? (
        <Card>
          <Bone width="40%" />
        </Card>
      ) : null}
      {organization ? (
        <>
          <BasicData organization={organization} />
          <DataRules organization={organization} />
        </>
      ) : null}
    </Page>
  );
}

type Values = Record<string, unknown>;

interface SectionProps {
  organization: Organization;
  title: string;
  hint?: string;
  /** What the form shows at first. */
  initial: Values;
  /** The form's values as the organization holds them. */
  shape?: (values: Values) => Values;
  children: ReactNode;
}

/** One section with its own button: saving it leaves alone what is being typed in another. */
function Section({ organization, title, hint, initial, shape, children }: SectionProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const mayConfigure = useMay("organization", "configure");
  const submit = async (values: Values) => {
    const body: JsonObject = mergeDiff(organization, shape ? shape(values) : values);
    if (Object.keys(body).length > 0) {
      const header = { "If-Match": `"${organization.version}"` };
      const saved = await unwrap(api.PATCH("/api/v1/organization", { params: { header }, body }));
      queries.setQueryData(organizationOptions.queryKey, saved);
      await queries.invalidateQueries({ queryKey: meOptions.queryKey });
    }
    void message.success(t("common.savedAll"));
  };
  return (
    <Card title={title} {...(hint ? { hint } : {})}>
      <div className={css.section}>
        <ApiForm<Values>
          key={JSON.stringify(initial)}
          initial={initial}
          onSubmit={submit}
          submitLabel={t("common.action.save")}
          disabled={!mayConfigure}
        >
          {children}
        </ApiForm>
      </div>
    </Card>
  );
}

/** The twelve months by name. */
function months(language: string) {
  const name = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, at) => ({
    value: at + 1,
    label: name.format(new Date(Date.UTC(2000, at, 1))),
  }));
}

function BasicData({ organization }: { organization: Organization }) {
  const { t, i18n } = useTranslation();
  const currencies = useCurrencies(organization.currency);
  const required = [{ required: true, message: t("common.required") }];
  return (
    <Section
      organization={organization}
      title={t("identity.organization.basic")}
      initial={Object.fromEntries(FIELDS.map((name) => [name, organization[name]]))}
    >
      <Form.Item name="name" label={t("identity.organization.name")} rules={required}>
        <Input maxLength={100} />
      </Form.Item>
      {/* It is chosen when the organization is made: people have learnt to sign in with it. */}
      <Form.Item
        label={t("identity.organization.shortCode")}
        extra={t("identity.organization.shortCodeHint")}
      >
        <Input value={organization.short_code} disabled aria-label={t("identity.organization.shortCode")} />
      </Form.Item>
      <Form.Item name="locale" label={t("identity.organization.locale")} rules={required}>
        <Select options={LOCALES.map((code) => ({ value: code, label: LOCALE_NAMES[code] }))} />
      </Form.Item>
      <Form.Item name="time_zone" label={t("identity.organization.timeZone")} rules={required}>
        <Select
          showSearch
          options={Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone }))}
        />
      </Form.Item>
      <Form.Item name="currency" label={t("identity.organization.currency")} rules={required}>
        <Select showSearch={{ optionFilterProp: "label" }} options={currencies} />
      </Form.Item>
      <Form.Item name="fiscal_year_start" label={t("identity.organization.fiscalYear")}>
        <Select options={months(i18n.language)} />
      </Form.Item>
    </Section>
  );
}

function DataRules({ organization }: { organization: Organization }) {
  const { t } = useTranslation();
  const { duplicate_policy, bin_days }: Settings = organization.settings;
  return (
    <Section
      organization={organization}
      title={t("identity.organization.rules")}
      hint={t("identity.organization.rulesHint")}
      initial={{ duplicate_policy, bin_days }}
      shape={(settings) => ({ settings })}
    >
      <Form.Item
        name="duplicate_policy"
        label={t("identity.organization.duplicates")}
        extra={t("identity.organization.duplicatesHint")}
      >
        <Radio.Group className={css.choices} aria-label={t("identity.organization.duplicates")}>
          {DUPLICATE_POLICIES.map((policy) => (
            <Radio key={policy} value={policy}>
              {t(`identity.organization.policy.${policy}`)}
              <small>{t(`identity.organization.policyHint.${policy}`)}</small>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item
        name="bin_days"
        label={t("identity.organization.binDays")}
        extra={t("identity.organization.binDaysHint", { count: BIN_DAYS })}
      >
        <InputNumber
          min={1}
          max={365}
          precision={0}
          placeholder={String(BIN_DAYS)}
          suffix={t("common.filter.days")}
          style={{ maxWidth: 160 }}
        />
      </Form.Item>
    </Section>
  );
}
