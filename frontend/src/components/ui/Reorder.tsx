import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  type UniqueIdentifier,
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
import { GripVertical } from "lucide-react";
import { type ComponentProps, createContext, type ReactNode, use, useRef } from "react";
import { useTranslation } from "react-i18next";
import css from "./table.module.css";

interface ReorderProps {
  /** Keys of the entries as they stand. */
  keys: readonly string[];
  /** What a screen reader calls an entry. */
  nameOf: (key: string) => string;
  /** Gets the keys in their new order. */
  onReorder: (keys: string[]) => void;
  children: ReactNode;
}

/** Lets the entries below be put into an order: by dragging a grip, or with Space and the arrows on it. */
export function Reorder({ keys, nameOf, onReorder, children }: ReorderProps) {
  const { t } = useTranslation();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const told = useRef<UniqueIdentifier | null>(null);
  const drop = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    onReorder(arrayMove([...keys], keys.indexOf(String(active.id)), keys.indexOf(String(over.id))));
  };
  const said = (key: string, id: UniqueIdentifier, over?: UniqueIdentifier) =>
    t(`common.reorder.${key}`, {
      name: nameOf(String(id)),
      place: keys.indexOf(String(over ?? id)) + 1,
      total: keys.length,
    });
  // The library's own announcements are English.
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      told.current = active.id;
      return said("lifted", active.id);
    },
    onDragOver: ({ active, over }) => {
      // Being over itself comes right after being lifted, whose announcement it must not cut off.
      if (!over || over.id === told.current) return undefined;
      told.current = over.id;
      return said("over", active.id, over.id);
    },
    onDragEnd: ({ active, over }) => said("dropped", active.id, over?.id),
    onDragCancel: ({ active }) => said("cancelled", active.id),
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t("common.reorder.instructions") },
      }}
    >
      <SortableContext items={[...keys]} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
}

type Handle = Pick<ReturnType<typeof useSortable>, "attributes" | "listeners">;

const HandleContext = createContext<Handle | null>(null);

/** What makes an element an entry of {@link Reorder}: its ref and style, and what its grip needs. */
function useEntry(id: string) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id });
  return {
    handle: { attributes, listeners },
    entry: {
      ref: setNodeRef,
      style: { transform: CSS.Translate.toString(transform), transition },
      "data-dragging": isDragging || undefined,
    },
  };
}

/** One entry of {@link Reorder} in a list. */
export function ReorderItem({ id, ...rest }: ComponentProps<"div"> & { id: string }) {
  const { handle, entry } = useEntry(id);
  return (
    <HandleContext value={handle}>
      <div {...rest} {...entry} />
    </HandleContext>
  );
}

/** One entry of {@link Reorder} in a table. */
export function ReorderRow({ id, ...rest }: ComponentProps<"tr"> & { id: string }) {
  const { handle, entry } = useEntry(id);
  return (
    <HandleContext value={handle}>
      <tr {...rest} {...entry} />
    </HandleContext>
  );
}

/** What an entry is dragged by. */
export function Grip({ name }: { name: string }) {
  const { t } = useTranslation();
  const handle = use(HandleContext);
  return (
    <button
      type="button"
      className={css.grip}
      {...handle?.attributes}
      {...handle?.listeners}
      aria-label={t("common.reorder.grip", { name })}
    >
      <GripVertical size={14} aria-hidden="true" />
    </button>
  );
}
