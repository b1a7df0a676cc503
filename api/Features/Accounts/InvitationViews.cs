using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Accounts;

/// <summary>To whom invitations are to be handed out.</summary>
/// <param name="People">Their e-mail addresses; null for everyone who never made a password or passkey.</param>
/// <param name="Channel">By e-mail, or as codes that the caller passes on.</param>
public sealed record InvitationRequest(IReadOnlyList<string>? People, InvitationChannel Channel);

/// <summary>An invitation that was just made. Its code is shown this once.</summary>
/// <param name="Name">The person.</param>
/// <param name="Email">The person's address.</param>
/// <param name="Number">The student's number; null for one who teaches.</param>
/// <param name="Section">The student's section; null for none.</param>
/// <param name="Code">The code; null where it went out by e-mail and no one else sees it.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record HandedOut(string Name, string Email, string? Number, string? Section, string? Code, DateTimeOffset ExpiresAt)
{
    /// <summary>Whose it is, never the code.</summary>
    public override string ToString() => $"invitation of {Email}";
}

/// <summary>What came of handing out.</summary>
/// <param name="Course">The course.</param>
/// <param name="Made">The invitations.</param>
/// <param name="MailOnly">Who was left out, because the account reaches beyond the course: its owner alone may see the code.</param>
public sealed record InvitationSheet(Course Course, IReadOnlyList<HandedOut> Made, IReadOnlyList<string> MailOnly);

/// <summary>An invitation that is open.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Account">The account; null where it is to be made.</param>
/// <param name="Code">The code in its own form.</param>
public sealed record OpenInvitation(InvitationKind Kind, User? Account, string Code)
{
    /// <summary>What it is for, never the code.</summary>
    public override string ToString() => $"{Kind} {Account?.Email}";
}

/// <summary>How far a person is with getting an account.</summary>
public enum AccountState
{
    /// <summary>Has no password and no passkey, and no invitation.</summary>
    NotInvited,

    /// <summary>Has an invitation that is open.</summary>
    Invited,

    /// <summary>Had one that has ended.</summary>
    Expired,

    /// <summary>Has a password or a passkey.</summary>
    Ready,
}
