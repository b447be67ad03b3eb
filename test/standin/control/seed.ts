import type { StandInOrg } from '../org.ts'

type Fields = Record<string, unknown>

const accounts: Fields[] = [
  {
    Name: 'Boulangerie Martin',
    Type: 'Customer - Direct',
    Phone: '+33 1 99 00 12 34',
    Survey_Email__c: 'contact@martin.example.fr',
  },
  {
    Name: 'Northwind Logistics',
    Type: 'Customer - Direct',
    Phone: '+44 20 7946 0018',
    Survey_Email__c: 'hello@northwind.example.com',
  },
  {
    Name: 'Atelier Lumière & Fils',
    Type: 'Customer - Channel',
    Phone: '+33 4 99 00 56 78',
    Survey_Email__c: 'bonjour@lumiere.example.fr',
  },
]

const contacts: (Fields & { account: number })[] = [
  { account: 0, FirstName: 'Zoé', LastName: 'Lefèvre', Email: 'zoe.lefevre@example.fr', Survey_Language__c: 'fr' },
  { account: 0, FirstName: 'Hugo', LastName: 'Petit', Email: 'hugo.petit@example.fr', Survey_Language__c: 'fr' },
  { account: 1, FirstName: 'Grace', LastName: 'Okafor', Email: 'grace.okafor@example.com', Survey_Language__c: 'en' },
  { account: 1, FirstName: 'Tom', LastName: "O'Brien", Email: 'tom.obrien@example.com', Survey_Language__c: 'en' },
  { account: 2, FirstName: 'Inès', LastName: 'Moreau', Email: 'ines.moreau@example.fr', Survey_Language__c: 'fr' },
  { account: 2, FirstName: 'Sam', LastName: 'Whitfield', Email: 'sam.whitfield@example.com', Survey_Language__c: 'en' },
]

const cases: (Fields & { contact: number })[] = [
  { contact: 0, Subject: 'Le four ne chauffe plus', Type: 'Mechanical', Origin: 'Phone', Priority: 'High' },
  { contact: 0, Subject: 'Facture de novembre en double', Type: 'Other', Origin: 'Email' },
  { contact: 1, Subject: 'Pétrin livré sans mode d’emploi', Type: 'Mechanical', Origin: 'Web' },
  { contact: 2, Subject: 'Scanner loses its connection', Type: 'Electronic', Origin: 'Phone', Priority: 'High' },
  { contact: 2, Subject: 'Add two drivers to our contract', Type: 'Other', Origin: 'Email' },
  { contact: 3, Subject: 'Pallet arrived damaged', Type: 'Structural', Origin: 'Web', Status: 'Working' },
  {
    contact: 4,
    Subject: 'Lampe « Étoile » : variateur bruyant',
    Type: 'Electrical',
    Origin: 'Email',
    Status: 'Working',
  },
  { contact: 5, Subject: 'Wrong colour delivered', Type: 'Other', Origin: 'Phone' },
]

const opportunities: (Fields & { contact: number })[] = [
  { contact: 0, Name: 'Deuxième four', StageName: 'Proposal/Price Quote', Amount: 18500 },
  { contact: 2, Name: 'Fleet upgrade 2027', StageName: 'Qualification', Amount: 120000 },
  { contact: 3, Name: 'Handheld scanners', StageName: 'Proposal/Price Quote', Amount: 4200.5 },
  { contact: 4, Name: 'Éclairage de la boutique', StageName: 'Prospecting', Amount: 9900 },
]

/** Invented customers, French and English, at addresses that nobody owns. */
export function seed(org: StandInOrg): Record<'accounts' | 'contacts' | 'cases' | 'opportunities', string[]> {
  const agent = org.users.find(({ kind }) => kind === 'agent')!
  const create = (object: string, fields: Fields): string => {
    const saved = org.save(agent, object, fields)
    if (!saved.success) throw new Error(`${object}: ${saved.errors.map(({ message }) => message).join('; ')}`)
    return saved.id
  }
  const closeDate = new Date(org.clock.now().getTime() + 30 * 86_400_000).toISOString().slice(0, 10)
  const accountIds = accounts.map((fields) => create('Account', fields))
  const contactIds = contacts.map(({ account, ...fields }) =>
    create('Contact', { ...fields, AccountId: accountIds[account] }),
  )
  const person = (contact: number) => ({
    ContactId: contactIds[contact],
    AccountId: accountIds[contacts[contact]!.account],
  })
  return {
    accounts: accountIds,
    contacts: contactIds,
    cases: cases.map(({ contact, ...fields }) => create('Case', { Status: 'New', ...fields, ...person(contact) })),
    opportunities: opportunities.map(({ contact, ...fields }) =>
      create('Opportunity', { CloseDate: closeDate, ...fields, ...person(contact) }),
    ),
  }
}
