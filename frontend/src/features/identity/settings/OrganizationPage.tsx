import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { type JsonObject, mergeDiff } from "@/api/merge-patch";
import { meOptions, useMay } from "@/api/reference-data";
import type { Organization } from "@/api/types";
import { ApiForm } from "@/components/form/ApiForm";
import { Card, Page } from "@/components/ui/Page";
import { Bone, ErrorState } from "@/components/ui/states";
import { LOCALE_NAMES, LOCALES } from "@/i18n";

const FIELDS = ["name", "short_code", "locale", "time_zone", "currency", "fiscal_year_start"] as const;
const CURRENCIES = ["CNY", "HKD", "TWD", "MOP", "SGD", "MYR", "USD", "EUR", "GBP", "JPY"];

/** The organization's own data. */
export function OrganizationPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const mayConfigure = useMay("organization", "configure");
  const query = useQuery({
    queryKey: ["organization"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/organization", { signal })),
  });
  const required = [{ required: true, message: t("common.required") }];
  const submit = async (before: Organization, values: Partial<Organization>) => {
    const body: JsonObject = mergeDiff(before, values as Record<string, unknown>);
    if (Object.keys(body).length > 0) {
      const header = { "If-Match": `"${before.version}"` };
      const saved = await unwrap(api.PATCH("/api/v1/organization", { params: { header }, body }));
      queries.setQueryData(["organization"], saved);
      await queries.invalidateQueries({ queryKey: meOptions.queryKey });
    }
    void message.success(t("common.savedAll"));
  };
  const organization = query.data;
  return (
    <Page title={t("identity.organization.title")}>
      <Card>
        {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
        {query.isPending ? <Bone width="40%" /> : null}
        {organization ? (
          <div style={{ maxWidth: 520 }}>
            <ApiForm<Partial<Organization>>
              key={organization.version}
              initial={Object.fromEntries(FIELDS.map((name) => [name, organization[name]]))}
              onSubmit={(values) => submit(organization, values)}
              submitLabel={t("common.action.save")}
              disabled={!mayConfigure}
            >
              <Form.Item name="name" label={t("identity.organization.name")} rules={required}>
                <Input maxLength={120} />
              </Form.Item>
              <Form.Item
                name="short_code"
                label={t("identity.organization.shortCode")}
                extra={t("identity.organization.shortCodeHint")}
                rules={required}
              >
                <Input maxLength={30} autoCapitalize="none" spellCheck={false} />
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
                <Select showSearch options={CURRENCIES.map((code) => ({ value: code, label: code }))} />
              </Form.Item>
              <Form.Item
                name="fiscal_year_start"
                label={t("identity.organization.fiscalYear")}
                extra={t("identity.organization.fiscalYearHint")}
              >
                <InputNumber min={1} max={12} precision={0} />
              </Form.Item>
            </ApiForm>
          </div>
        ) : null}
      </Card>
    </Page>
  );
}
