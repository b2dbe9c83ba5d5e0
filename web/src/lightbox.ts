import { shallowRef } from 'vue';

/** Photos to look at in large, and which one first. */
export interface LightboxContent {
  readonly photos: readonly { readonly url: string; readonly label: string }[];
  readonly index: number;
}

/** What the lightbox shows, null when it is closed. */
export const lightbox = shallowRef<LightboxContent | null>(null);

/** Opens the lightbox. */
export function showPhotos(photos: LightboxContent['photos'], index: number): void {
  lightbox.value = { photos, index };
}
