import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { RecordBase } from "@/api/resource";
import type { Field } from "@/components/fields/types";
import { Grid, type GridProps } from "./Grid";

const field = (path: string, writable = true): Field => ({
  name: path,
  path,
  label: path,
  texts: "customers",
  kind: "text",
  widget: "text",
  custom: false,
  required: false,
  sortable: true,
  filterable: true,
  restrictable: true,
  writable,
  group: "identity",
});

const records: RecordBase[] = ["a", "b", "c"].map((id) => ({
  id,
  version: 1,
  name: `name ${id}`,
  phone: `phone ${id}`,
}));

const handlers = {
  onSort: vi.fn(),
  onResize: vi.fn(),
  onSelect: vi.fn(),
  onSelectAll: vi.fn(),
  onOpen: vi.fn(),
  onActive: vi.fn(),
  onPreview: vi.fn(),
  onSave: vi.fn(),
};

function show(extra: Partial<GridProps<RecordBase>> = {}) {
  return render(
    <Grid
      label="customers"
      records={records}
      columns={[
        { field: field("name"), width: 200 },
        { field: field("phone"), width: 120 },
      ]}
      titlePath="name"
      hrefOf={() => null}
      density="calm"
      loading={false}
      sort={[]}
      selectable
      selected={new Set()}
      {...handlers}
      {...extra}
    />,
  );
}

beforeEach(() => {
  for (const handler of Object.values(handlers)) handler.mockReset();
});

test("is one tab stop among its cells, walked by the arrows and by j and k", async () => {
  const { container } = show();
  expect(container.querySelectorAll('[data-cell][tabindex="0"]')).toHaveLength(1);
  const user = userEvent.setup();
  await user.keyboard("jj");
  expect(document.activeElement?.textContent).toBe("name b");
  await user.keyboard("{ArrowDown}{ArrowRight}");
  expect(document.activeElement?.textContent).toBe("phone c");
  await user.keyboard("{ArrowDown}k{Home}");
  expect(document.activeElement?.textContent).toBe("name b");
  expect(container.querySelectorAll('[data-cell][tabindex="0"]')).toHaveLength(1);
  expect(handlers.onActive).toHaveBeenLastCalledWith(records[1]);
});

test("Enter opens, Space previews, x selects", async () => {
  show();
  const user = userEvent.setup();
  await user.keyboard("j{Enter} x");
  expect(handlers.onOpen).toHaveBeenCalledWith(records[0]);
  expect(handlers.onPreview).toHaveBeenCalledOnce();
  expect(handlers.onSelect).toHaveBeenCalledWith(records[0], 0, false);
});

test("e edits the cell: Enter saves the change, Escape forgets it", async () => {
  show();
  const user = userEvent.setup();
  await user.keyboard("j{ArrowRight}e");
  const input = screen.getByRole("textbox", { name: "phone" });
  await user.clear(input);
  await user.type(input, "new{Enter}");
  expect(handlers.onSave).toHaveBeenCalledOnce();
  expect(handlers.onSave).toHaveBeenCalledWith(records[0], expect.objectContaining({ width: 120 }), "new");
  await user.dblClick(screen.getByText("phone c"));
  await user.type(screen.getByRole("textbox", { name: "phone" }), "other{Escape}");
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(handlers.onSave).toHaveBeenCalledOnce();
});

test("a field that may not be written is not edited", async () => {
  show({ columns: [{ field: field("name", false), width: 200 }] });
  const user = userEvent.setup();
  await user.keyboard("je");
  expect(screen.queryByRole("textbox")).toBeNull();
});

test("heads sort, with Shift in addition, and say how", async () => {
  show({ sort: [{ name: "phone", descending: true }] });
  expect(screen.getByRole("columnheader", { name: /phone/ }).getAttribute("aria-sort")).toBe("descending");
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "name" }));
  expect(handlers.onSort).toHaveBeenLastCalledWith("name", false);
  await user.keyboard("{Shift>}");
  await user.click(screen.getByRole("button", { name: "phone" }));
  expect(handlers.onSort).toHaveBeenLastCalledWith("phone", true);
});
