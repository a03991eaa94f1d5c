import { Tooltip } from "antd";
import { Lock } from "lucide-react";
import { type ComponentType, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { isBlank } from "@/api/merge-patch";
import { Bone } from "@/components/ui/states";
import css from "./fields.module.css";
import type { DisplayProps, EditorProps, WidgetName } from "./types";
import { AddressesDisplay } from "./widgets/addresses";
import { BooleanDisplay, BooleanEditor, FlagDisplay } from "./widgets/boolean";
import { ChoiceDisplay, ChoiceEditor, TagsDisplay, TagsEditor } from "./widgets/choice";
import { CurrencyDisplay, CurrencyEditor } from "./widgets/currency";
import { DateDisplay, TimestampDisplay } from "./widgets/date";
import { ImportantDatesDisplay } from "./widgets/important-dates";
import { MoneyDisplay, NumberDisplay, NumberEditor, StarsDisplay } from "./widgets/number";
import { ReferenceDisplay, ReferenceEditor } from "./widgets/reference";
import { RegionDisplay } from "./widgets/region";
import {
  EmailDisplay,
  MultilineDisplay,
  MultilineEditor,
  PhoneDisplay,
  TextDisplay,
  TextEditor,
  UrlDisplay,
} from "./widgets/text";

// The larger editors load when something is first edited: a list opens without them.
const lazyEditor = (load: () => Promise<ComponentType<EditorProps>>) =>
  lazy(async () => ({ default: await load() }));
const DateEditor = lazyEditor(async () => (await import("./widgets/date-editor")).DateEditor);
const TimestampEditor = lazyEditor(async () => (await import("./widgets/date-editor")).TimestampEditor);
const StarsEditor = lazyEditor(async () => (await import("./widgets/stars-editor")).StarsEditor);
const RegionEditor = lazyEditor(async () => (await import("./widgets/region-editor")).RegionEditor);
const AddressesEditor = lazyEditor(async () => (await import("./widgets/addresses-editor")).AddressesEditor);
const ImportantDatesEditor = lazyEditor(
  async () => (await import("./widgets/important-dates-editor")).ImportantDatesEditor,
);

interface Widget {
  Display: ComponentType<DisplayProps>;
  Editor: ComponentType<EditorProps>;
}

const WIDGETS: Record<Exclude<WidgetName, "none">, Widget> = {
  text: { Display: TextDisplay, Editor: TextEditor },
  multiline: { Display: MultilineDisplay, Editor: MultilineEditor },
  phone: { Display: PhoneDisplay, Editor: TextEditor },
  email: { Display: EmailDisplay, Editor: TextEditor },
  url: { Display: UrlDisplay, Editor: TextEditor },
  integer: { Display: NumberDisplay, Editor: NumberEditor },
  decimal: { Display: NumberDisplay, Editor: NumberEditor },
  money: { Display: MoneyDisplay, Editor: NumberEditor },
  stars: { Display: StarsDisplay, Editor: StarsEditor },
  boolean: { Display: BooleanDisplay, Editor: BooleanEditor },
  flag: { Display: FlagDisplay, Editor: BooleanEditor },
  date: { Display: DateDisplay, Editor: DateEditor },
  timestamp: { Display: TimestampDisplay, Editor: TimestampEditor },
  choice: { Display: ChoiceDisplay, Editor: ChoiceEditor },
  currency: { Display: CurrencyDisplay, Editor: CurrencyEditor },
  tags: { Display: TagsDisplay, Editor: TagsEditor },
  reference: { Display: ReferenceDisplay, Editor: ReferenceEditor },
  region: { Display: RegionDisplay, Editor: RegionEditor },
  addresses: { Display: AddressesDisplay, Editor: AddressesEditor },
  importantDates: { Display: ImportantDatesDisplay, Editor: ImportantDatesEditor },
};

/** Columns of figures line up on the right. */
export function isFigure(widget: WidgetName): boolean {
  return widget === "integer" || widget === "decimal" || widget === "money";
}

/** Fields that need more than a line, and so the whole width of a form. */
export function isBroad(widget: WidgetName): boolean {
  return widget === "multiline" || widget === "addresses" || widget === "importantDates";
}

interface FieldDisplayProps extends DisplayProps {
  /** What stands for an absent value. */
  blank?: string;
}

/** A field's value as people read it. */
export function FieldDisplay({ field, value, record, fit, blank = "" }: FieldDisplayProps) {
  const { t } = useTranslation();
  if (field.widget === "none" || isBlank(value)) return <span className={css.blank}>{blank}</span>;
  const { Display } = WIDGETS[field.widget];
  const content = <Display field={field} value={value} record={record} fit={fit} />;
  if (field.restriction !== "masked") return content;
  return (
    <span className={css.locked}>
      {content}
      <Tooltip title={t("common.masked")}>
        <Lock size={12} aria-label={t("common.masked")} />
      </Tooltip>
    </span>
  );
}

/** The control with which a field is edited. */
export function FieldEditor(props: EditorProps) {
  if (props.field.widget === "none") return null;
  const { Editor } = WIDGETS[props.field.widget];
  return (
    <Suspense fallback={<Bone height={34} />}>
      <Editor {...props} />
    </Suspense>
  );
}
