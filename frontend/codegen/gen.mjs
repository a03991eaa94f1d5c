// Writes the types of the API from the committed OpenAPI document.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const from = new URL("../../openapi/openapi.json", import.meta.url);
const to = new URL("../src/api/generated/schema.d.ts", import.meta.url);

const document = JSON.parse(await readFile(from, "utf8"));
for (const [path, item] of Object.entries(document.paths)) {
  for (const operation of Object.values(item)) {
    // The server's routes say what an id looks like (`{id:[0-9a-f-]{36}}`), and the document then names a parameter
    // `36` that no path has: nobody could give it, and every caller would have to.
    operation.parameters = operation.parameters?.filter(
      (parameter) => parameter.in !== "path" || path.includes(`{${parameter.name}}`),
    );
  }
}
await writeFile(to, COMMENT_HEADER + astToString(await openapiTS(document, { rootTypes: false })));
