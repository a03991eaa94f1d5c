/** Side of a portrait in pixels: twice the largest size it is shown at, and far below the server's 64 KB. */
const PORTRAIT_PX = 192;
const QUALITY = 0.88;

/** The file types a portrait may come from, as an input element takes them. */
export const PICTURE_TYPES = "image/png,image/jpeg,image/webp";

/** The largest square in the middle of a picture. */
export function middleSquare(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/**
 * The middle of a picture as a small square, as a data URL with JPEG.
 *
 * @throws DOMException where the file is no picture that the browser can read.
 */
export async function portraitOf(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file);
  try {
    const canvas = document.createElement("canvas");
    canvas.width = PORTRAIT_PX;
    canvas.height = PORTRAIT_PX;
    const context = canvas.getContext("2d");
    if (!context) throw new DOMException("no canvas", "NotSupportedError");
    // JPEG knows no transparency: without a ground it would be black.
    context.fillStyle = "#FFFFFF";
    context.fillRect(0, 0, PORTRAIT_PX, PORTRAIT_PX);
    context.imageSmoothingQuality = "high";
    const { x, y, side } = middleSquare(picture.width, picture.height);
    context.drawImage(picture, x, y, side, side, 0, 0, PORTRAIT_PX, PORTRAIT_PX);
    return canvas.toDataURL("image/jpeg", QUALITY);
  } finally {
    picture.close();
  }
}
