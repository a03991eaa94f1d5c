/** For how long the browser may read what it saves, in milliseconds. */
const KEEP_MS = 10_000;

/** Characters that a file's name may not have on one system or another. */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}]/gu;

/** Lets the browser save a text as a file. */
export function saveFile(name: string, type: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replace(FORBIDDEN, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}
