/** Markdown in which no HTML comment begins: so it holds no marker by which a report is found, not even in code. */
export const unmarked = (markdown: string): string => markdown.replaceAll('<!--', '<\\u{21}--')
