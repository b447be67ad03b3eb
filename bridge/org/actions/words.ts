import type { Reason } from '../../invitation/decide.ts'

/** Why a customer was not asked, for the person who wished it, and what to do next. */
export const whyNotAsked: Record<Reason, string> = {
  no_program: 'No program is about this kind of record. Ask an admin to add one.',
  program_off: 'The program is switched off. Ask an admin to switch it on.',
  condition_not_met: 'The record does not meet the condition of the program.',
  record_deleted: 'The record is gone, or the integration user cannot see it.',
  no_occasion: 'The field that tells one event from another is empty on this record.',
  no_address: 'There is no e-mail address to send to. Add one to the contact, then try again.',
  already_decided: 'This was decided before.',
  already_asked: 'This customer was asked about this record already. Resend that invitation instead.',
  unsubscribed: 'The customer unsubscribed from surveys. Please respect it.',
  bounced: 'Mail to this address bounced. Correct the address, then resend.',
  complained: 'The customer marked a survey as spam. Please respect it.',
  opted_out: 'The customer does not want to be surveyed: a field on the record says so.',
  sampled_out: 'The program asks a sample of the customers only, and this one is not in it.',
  cooldown: 'This customer was asked a short while ago.',
  not_on_test_list: 'The program is on test and this address is not on the list of test addresses.',
  watching: 'The program is on watch: it decides and sends nothing. Ask an admin to set it live.',
  dropped: 'It was held back by a mass change and then dropped.',
  reopened: 'The record does not meet the condition of the program any more.',
  address_gone: 'The address is gone or belongs to somebody else now.',
  expired: 'Its time was over before it could be sent.',
  not_rendered: 'The texts of the program could not be filled in. Ask an admin to correct it.',
  refused: 'The mail server refused the mail for good.',
}
