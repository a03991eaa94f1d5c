/** What a tree needs of a department. */
interface Branch {
  id: string;
  name: string;
  parent_id?: string | null;
  sort_order?: number;
}

/** A department with those below it. */
export interface DepartmentNode<D extends Branch> {
  department: D;
  children: DepartmentNode<D>[];
}

/**
 * The flat list as a tree, in the order the administrator gave. A department whose parent is out of the
 * reader's sight stands at the top.
 */
export function departmentTree<D extends Branch>(departments: readonly D[]): DepartmentNode<D>[] {
  const nodes = new Map(
    departments.map((department) => [department.id, { department, children: [] as DepartmentNode<D>[] }]),
  );
  const roots: DepartmentNode<D>[] = [];
  for (const node of nodes.values()) {
    const parent = node.department.parent_id ? nodes.get(node.department.parent_id) : undefined;
    (parent?.children ?? roots).push(node);
  }
  const order = (list: DepartmentNode<D>[]) => {
    list.sort((a, b) => (a.department.sort_order ?? 0) - (b.department.sort_order ?? 0));
    for (const node of list) order(node.children);
  };
  order(roots);
  return roots;
}
