import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Lang, Text } from './words';

const KEPT = 'sekisho-language';

/** The language chosen before, or else the first of the browser's that the page has. */
export function firstLanguage(): Lang {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'ja' || kept === 'en') {
    return kept;
  }
  const wanted = navigator.languages.find((tag) => /^(ja|en)\b/i.test(tag));
  return wanted?.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}

export function keepLanguage(lang: Lang): void {
  localStorage.setItem(KEPT, lang);
}

export const Language = createContext<Lang>('en');

/** Gives the words of the present language. */
export function useWords(): { lang: Lang; say: (text: Text) => string } {
  const lang = useContext(Language);
  return { lang, say: (text) => text[lang] };
}
