import { Button, Input, Select } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useDictionary } from "@/api/reference-data";
import { Chip } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import css from "../fields.module.css";
import type { DisplayProps, EditorProps } from "../types";
import { RegionSelect, useRegionName } from "./region";

/** One address of a customer. */
export interface Address {
  /** A value of the dictionary `address_type`. */
  kind?: string | null;
  /** Code by GB/T 2260, of the narrowest level known. */
  region?: string | null;
  street?: string | null;
  postal_code?: string | null;
  /** Hours not suited for a visit, in words. */
  visit_hours_note?: string | null;
  [other: string]: unknown;
}

const asAddresses = (value: unknown) => (Array.isArray(value) ? (value as Address[]) : []);

function AddressLine({ address }: { address: Address }) {
  const types = useDictionary(address.kind ? "address_type" : null);
  const region = useRegionName(address.region);
  const type = types.find((each) => each.code === address.kind)?.label ?? address.kind;
  return (
    <div className={css.entry}>
      {type ? <Chip>{type}</Chip> : null} {region} {address.street}
      {address.postal_code || address.visit_hours_note ? (
        <small>{[address.postal_code, address.visit_hours_note].filter(Boolean).join(" · ")}</small>
      ) : null}
    </div>
  );
}

export function AddressesDisplay({ value }: DisplayProps) {
  return asAddresses(value).map((address, at) => (
    <AddressLine key={`${at}:${address.street}`} address={address} />
  ));
}

export function AddressesEditor({ value, onChange }: EditorProps) {
  const { t } = useTranslation();
  const kinds = useDictionary("address_type").filter((each) => !each.disabled);
  const addresses = asAddresses(value);
  const change = (at: number, part: Partial<Address>) =>
    onChange?.(addresses.map((each, index) => (index === at ? { ...each, ...part } : each)));
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
          </div>
        </div>
      ))}
      <Button
        type="dashed"
        block
        icon={<Plus size={14} />}
        style={{ marginTop: addresses.length ? 8 : 0 }}
        onClick={() => onChange?.([...addresses, { kind: kinds[0]?.code ?? null }])}
      >
        {t("common.address.add")}
      </Button>
    </div>
  );
}
