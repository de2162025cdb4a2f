/** True for Unicode text without halves of characters. `isWellFormed` of ES2024 is in every engine that we run on. */
export const isWellFormed = (text: string): boolean =>
  (text as unknown as { isWellFormed(): boolean }).isWellFormed();
