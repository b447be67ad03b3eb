const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const inWords = (count: number): string => words[count] ?? String(count)
const grouped = (count: number): string => new Intl.NumberFormat('en').format(count)

/** What the pages say. A text that holds a number or a name is a function. */
export const en = {
  name: 'English',
  send: 'Send',
  sendChanges: 'Send changes',
  sendAgain: 'Send again',
  starred: 'Questions marked * need an answer.',
  required: 'required',
  questions: (least: number, most: number) => (least === most ? `${most} questions` : `${least} to ${most} questions`),
  kept: 'What you fill in is kept, so you can stop and come back. It counts once you press Send.',
  resumed: 'Welcome back. What you filled in earlier is still here.',
  editing: (left: string) => `You have answered already. You can change your answers for another ${left}.`,
  notApplicable: 'Not applicable',
  anyNumber: 'Choose as many as you like.',
  atMost: (max: number) => (max === 1 ? 'Choose one.' : `Choose up to ${inWords(max)}.`),
  limit: (max: number) => `${grouped(max)} characters at most`,
  errorTitle: (title: string) => `Error: ${title}`,
  attention: (count: number) =>
    count === 1 ? 'One answer needs your attention' : `${grouped(count)} answers need your attention`,
  errors: {
    required: 'Please answer this question.',
    requiredRows: 'Please answer every line.',
    requiredText: 'Please fill this in.',
    choice: 'Please choose from the list.',
    type: 'Please choose one of the values shown.',
    email: 'Please write an e-mail address, such as name@example.com.',
    phone: 'Please write a phone number, such as +44 20 7946 0018.',
    number: 'Please write a number, such as 12 or 12.5.',
    date: 'Please choose a day, such as 2026-03-31.',
    text: 'Please check this answer.',
    tooLong: (max: number) => `Please shorten this: it can have ${grouped(max)} characters at most.`,
    tooMany: (max: number) => `Please choose ${inWords(max)} at most.`,
    between: (min: number | undefined, max: number | undefined) =>
      min === undefined
        ? `Please write a number up to ${max}.`
        : max === undefined
          ? `Please write a number from ${min} up.`
          : `Please write a number from ${min} to ${max}.`,
    unknown: 'The form held something that is not part of this survey. Please check your answers and send them again.',
  },
  why: (asker: string | undefined) =>
    asker === undefined
      ? 'You receive this survey after a recent contact with us. Your answers go to the team you were in touch with and help it to do better.'
      : `You receive this survey after a recent contact with ${asker}. Your answers go to the team you were in touch with and help it to do better.`,
  controller: (controller: string) => `Responsible for your data: ${controller}`,
  personal: 'This link is yours alone: please do not pass it on.',
  unsubscribe: 'No more surveys, please',
  left: {
    days: (n: number) => `${n} days`,
    hours: (n: number) => `${n} hours`,
    minutes: (n: number) => (n === 1 ? 'minute' : `${n} minutes`),
  },
  thanks: { title: 'Thank you!', text: 'Your answers have arrived.' },
  change: 'Change my answers',
  changeFor: (left: string) => `Possible for another ${left}.`,
  answered: {
    title: 'You have already answered',
    on: (day: string) => `Your answers arrived on ${day}. Thank you for taking the time.`,
    text: 'Your answers have arrived. Thank you for taking the time.',
  },
  expired: {
    title: 'This survey is closed',
    text: 'The time to answer has passed. Thank you for looking in: we hope to hear from you another time.',
  },
  unknown: {
    title: 'There is no survey here',
    text: 'The address may be incomplete, or no longer in use. If you came from an e-mail, please follow its link once more.',
  },
  unavailable: {
    title: 'We will be right back',
    text: 'The survey cannot be reached at this moment. Please try again in a minute.',
    unsent: 'Your answers could not be stored at this moment. They are still here: please send them again in a minute.',
  },
  tooMany: {
    title: 'One moment, please',
    text: 'This page was asked for very often in a short time. Please wait a minute and try again.',
  },
  trap: 'Please leave this empty.',
  refused: {
    title: 'Your answers could not be read',
    text: 'Please go back in your browser, check the form, and send it again. Very long texts may need to be shorter.',
  },
}
export type Texts = typeof en
