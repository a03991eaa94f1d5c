/** One server-sent event (HTML standard, section 9.2). */
export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/**
 * Cuts a stream of text into events. Feed it chunks as they arrive; it keeps the unfinished rest.
 *
 * `EventSource` cannot send the `Authorization` header, so the stream is read by `fetch` and parsed here.
 */
export class EventParser {
  private rest = "";
  private id = "";

  push(chunk: string): ServerEvent[] {
    this.rest += chunk;
    // A carriage return at the very end may be the first half of a line break: wait for the other half.
    const usable = this.rest.endsWith("\r") ? this.rest.slice(0, -1) : this.rest;
    const held = this.rest.slice(usable.length);
    const blocks = usable.replace(/\r\n?/g, "\n").split("\n\n");
    this.rest = (blocks.pop() ?? "") + held;
    return blocks.map((block) => this.read(block)).filter((event) => event.data !== "");
  }

  private read(block: string): ServerEvent {
    let event = "message";
    const data: string[] = [];
    for (const line of block.split("\n")) {
      const colon = line.indexOf(":");
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "data") data.push(value);
      else if (name === "event") event = value;
      else if (name === "id") this.id = value;
    }
    return { id: this.id, event, data: data.join("\n") };
  }
}
