using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Accounts;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace EksGrader.Api.Features.Accounts;

/// <summary>
/// Links to a new password, mailed to the person who asks for the address of an account. Identity makes their tokens: one ends with its time and
/// with the stamp that it was made for, and so with every new password. Nothing here tells whether there is an account.
/// </summary>
internal sealed class PasswordLinks(SignInCounter counter, NetworkTries networks, PasswordEmails post)
{
    // Apart from the tries to sign in: they are counted by the account alone, from wherever they come. Who is made to wait has five links in the mailbox.
    private static readonly SignInOrigin Origin = SignInOrigin.Of("password link");

    /// <summary>Whether links are mailed: there is a mail server, and an address of the service that no stranger's request names.</summary>
    public bool AreMailed => post.IsConfigured;

    /// <summary>Takes the wish for a link. Done means that one is on its way if there is such an account; it is looked for later, so that the answer takes as long.</summary>
    /// <param name="email">The address as it was typed.</param>
    /// <param name="language">The language of the page that asks, for who has chosen none.</param>
    /// <param name="network">Where from: one network does not have the whole school mailed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<Unit>> AskAsync(string? email, string language, string network, CancellationToken cancellationToken)
    {
        if (!AreMailed)
            return Error.Missing;
        var faults = new FieldErrors();
        var address = faults.Email("email", email);
        if (faults.Any)
            return Error.Invalid(faults.All);
        if (networks.IsTooMuch($"links {network}"))
            return SignIns.Waits(networks.WaitOf($"links {network}"));
        if (await counter.BeginAsync(address, Origin, cancellationToken) is { Ticks: > 0 } wait)
            return Error.Of(ProblemKind.TooManyRequests, AccountTexts.Catalog["LinkWait", SignIns.Minutes(wait)]) with { RetryAfter = wait };
        return post.Send(new PasswordWish(address, language)) ? Unit.Value : Error.Of(ProblemKind.Unavailable, AccountTexts.Catalog["Busy"]);
    }

    /// <summary>The code of a new link to an account.</summary>
    public static async Task<string> CodeAsync(UserManager<User> users, User account) =>
        $"{account.Id}{PasswordResets.Between}{WebEncoders.Base64UrlEncode(Convert.FromBase64String(await users.GeneratePasswordResetTokenAsync(account)))}";
}
