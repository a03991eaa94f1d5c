import { Button, Input } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/IconButton";
import css from "./platform.module.css";

/** One option of a choice, in the language in force. */
export interface ChoiceLine {
  code: string;
  label: string;
}

/** The options of a custom field, one a line. */
export function ChoiceLines({
  value = [],
  onChange,
}: {
  value?: ChoiceLine[];
  onChange?: (lines: ChoiceLine[]) => void;
}) {
  const { t } = useTranslation();
  const put = (at: number, line: ChoiceLine | null) =>
    onChange?.(value.flatMap((each, index) => (index === at ? (line ? [line] : []) : [each])));
  return (
    <div>
      {value.map((line, at) => (
        <div key={at} className={css.choice}>
          <Input
            value={line.label}
            onChange={(event) => put(at, { ...line, label: event.target.value })}
            placeholder={t("platform.dictionaries.label")}
            aria-label={t("platform.dictionaries.label")}
          />
          <Input
            value={line.code}
            onChange={(event) => put(at, { ...line, code: event.target.value })}
            placeholder={t("platform.dictionaries.code")}
            aria-label={t("platform.dictionaries.code")}
            spellCheck={false}
          />
          <IconButton icon={Trash2} label={t("common.action.remove")} onClick={() => put(at, null)} />
        </div>
      ))}
      <Button
        type="dashed"
        icon={<Plus size={14} />}
        onClick={() => onChange?.([...value, { code: "", label: "" }])}
      >
        {t("platform.dictionaries.add")}
      </Button>
    </div>
  );
}
