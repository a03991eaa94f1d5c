import { Button, Checkbox, Input, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useDictionary } from "@/api/reference-data";
import { IconButton } from "@/components/ui/IconButton";
import css from "../fields.module.css";
import type { EditorProps } from "../types";
import { type Address, asAddresses } from "./addresses";
import { RegionSelect } from "./region-editor";

export function AddressesEditor({ value, onChange }: EditorProps) {
  const { t } = useTranslation();
  const kinds = useDictionary("address_type").filter((each) => !each.disabled);
  const addresses = asAddresses(value);
  const change = (at: number, part: Partial<Address>) =>
    onChange?.(addresses.map((each, index) => (index === at ? { ...each, ...part } : each)));
  // One address at most is the main one: choosing it takes that from the others.
  const makePrimary = (at: number, primary: boolean) =>
    onChange?.(addresses.map((each, index) => ({ ...each, primary: primary && index === at })));
  return (
    <div>
      {addresses.map((address, at) => (
        <div className={css.block} key={at}>
          <div className={css.blockHead}>
            <Select
              style={{ width: 150 }}
              value={address.kind ?? null}
              onChange={(kind: string) => change(at, { kind })}
              options={kinds.map((each) => ({ value: each.code, label: each.label }))}
              aria-label={t("common.address.kind")}
            />
            <RegionSelect value={address.region} onChange={(region) => change(at, { region })} />
            <IconButton
              icon={Trash2}
              label={t("common.action.remove")}
              onClick={() => onChange?.(addresses.filter((_, index) => index !== at))}
            />
          </div>
          <Input
            value={address.street ?? ""}
            onChange={(event) => change(at, { street: event.target.value || null })}
            placeholder={t("common.address.street")}
            aria-label={t("common.address.street")}
          />
          <div className={css.pair}>
            <Input
              value={address.postal_code ?? ""}
              onChange={(event) => change(at, { postal_code: event.target.value || null })}
              placeholder={t("common.address.postalCode")}
              aria-label={t("common.address.postalCode")}
              inputMode="numeric"
            />
            <Input
              value={address.visit_hours_note ?? ""}
              onChange={(event) => change(at, { visit_hours_note: event.target.value || null })}
              placeholder={t("common.address.noVisitHours")}
              aria-label={t("common.address.noVisitHours")}
            />
            {addresses.length > 1 ? (
              <Checkbox
                checked={address.primary === true}
                onChange={(event) => makePrimary(at, event.target.checked)}
              >
                {t("common.address.primary")}
              </Checkbox>
            ) : null}
          </div>
        </div>
      ))}
      <Button
        type="dashed"
        block
        icon={<Plus size={14} />}
        style={{ marginTop: addresses.length ? 8 : 0 }}
        onClick={() =>
          onChange?.([...addresses, { kind: kinds[0]?.code ?? null, primary: addresses.length === 0 }])
        }
      >
        {t("common.address.add")}
      </Button>
    </div>
  );
}
