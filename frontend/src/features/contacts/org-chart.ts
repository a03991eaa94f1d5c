import type { CustomerPerson } from "./api";

/** Somebody in the chart, with those who report to them. */
export interface ChartNode {
  person: CustomerPerson;
  below: ChartNode[];
}

/**
 * The people of a customer as a chart. Whose superior is not among them stands at the top; those who lead others come
 * first there, in the order given. Everybody stands in it once, even where two were put above each other.
 */
export function orgChart(people: readonly CustomerPerson[]): ChartNode[] {
  const known = new Set(people.map(({ contact }) => contact.id));
  const under = new Map<string, CustomerPerson[]>();
  const top: CustomerPerson[] = [];
  for (const person of people) {
    const superior = person.contact.reports_to_id;
    if (!superior || !known.has(superior)) top.push(person);
    else under.set(superior, [...(under.get(superior) ?? []), person]);
  }
  const placed = new Set<string>();
  const place = (person: CustomerPerson): ChartNode[] => {
    if (placed.has(person.contact.id)) return [];
    placed.add(person.contact.id);
    return [{ person, below: (under.get(person.contact.id) ?? []).flatMap(place) }];
  };
  const chart = top.flatMap(place);
  // Nobody leads to those who stand above one another in a circle.
  for (const person of people) chart.push(...place(person));
  return [
    ...chart.filter(({ below }) => below.length > 0),
    ...chart.filter(({ below }) => below.length === 0),
  ];
}

/** Whether anybody in the chart reports to anybody. */
export const hasLines = (chart: readonly ChartNode[]) => chart.some(({ below }) => below.length > 0);
