/** Name of the check run that the ruleset of main requires. */
export const VERDICT_CHECK = 'muhuri/verdict'
