import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Chip, COLOURS, toneOf } from "@/components/ui/Chip";

interface ColourSelectProps {
  id?: string;
  value?: string | null;
  onChange?: (colour: string | null) => void;
}

/** Chooses the colour of a chip, each shown as it will look; none is a choice too. */
export function ColourSelect({ id, value, onChange }: ColourSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      {...(id ? { id } : {})}
      allowClear
      value={value ?? undefined}
      onChange={(next: string | undefined) => onChange?.(next ?? null)}
      placeholder={t("platform.colour.none")}
      options={COLOURS.map((each) => ({ value: each, label: t(`platform.colour.${each}`) }))}
      optionRender={(option) => <Chip tone={toneOf(String(option.value))}>{option.label}</Chip>}
    />
  );
}
