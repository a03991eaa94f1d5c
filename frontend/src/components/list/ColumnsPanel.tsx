import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Checkbox, Input } from "antd";
import { GripVertical } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnChoice, Field } from "@/components/fields/types";
import css from "./list.module.css";

interface ColumnsPanelProps {
  fields: readonly Field[];
  columns: readonly ColumnChoice[];
  titlePath: string;
  onChange: (columns: ColumnChoice[]) => void;
  onReset: () => void;
}

/** Chooses and orders the columns: by dragging, or with Space and the arrow keys on a grip. */
export default function ColumnsPanel({ fields, columns, titlePath, onChange, onReset }: ColumnsPanelProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const shown = columns.filter((column) => column.name !== titlePath);
  const title = columns.filter((column) => column.name === titlePath);
  const labelOf = (path: string) => fields.find((field) => field.path === path)?.label ?? path;
  const rest = fields.filter(
    (field) =>
      field.widget !== "none" &&
      field.path !== titlePath &&
      !columns.some((column) => column.name === field.path) &&
      field.label.toLowerCase().includes(typed.toLowerCase()),
  );
  const drop = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    const at = (id: unknown) => shown.findIndex((column) => column.name === id);
    onChange([...title, ...arrayMove(shown, at(active.id), at(over.id))]);
  };
  return (
    <div className={css.columns}>
      <Input
        size="small"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={t("common.filter.findField")}
        aria-label={t("common.filter.findField")}
      />
      <div className={css.columnList}>
        <h3>{t("common.list.shownColumns")}</h3>
        <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
          <SortableContext items={shown.map((column) => column.name)} strategy={verticalListSortingStrategy}>
            {shown.map((column) => (
              <ShownColumn
                key={column.name}
                name={column.name}
                label={labelOf(column.name)}
                onHide={() => onChange([...title, ...shown.filter((each) => each !== column)])}
              />
            ))}
          </SortableContext>
        </DndContext>
        <h3>{t("common.list.hiddenColumns")}</h3>
        {rest.map((field) => (
          <div key={field.path} className={css.column}>
            <Checkbox checked={false} onChange={() => onChange([...title, ...shown, { name: field.path }])}>
              {field.label}
            </Checkbox>
          </div>
        ))}
      </div>
      <Button type="link" size="small" onClick={onReset}>
        {t("common.list.resetColumns")}
      </Button>
    </div>
  );
}

function ShownColumn({ name, label, onHide }: { name: string; label: string; onHide: () => void }) {
  const { t } = useTranslation();
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id: name });
  return (
    <div
      ref={setNodeRef}
      className={css.column}
      style={{ transform: CSS.Transform.toString(transform), transition }}
    >
      <Checkbox checked onChange={onHide}>
        {label}
      </Checkbox>
      <button
        type="button"
        className={css.grip}
        aria-label={t("common.list.moveColumn", { name: label })}
        {...attributes}
        {...listeners}
      >
        <GripVertical size={14} />
      </button>
    </div>
  );
}
