using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Features.Accounts;

/// <summary>A password as its hash.</summary>
internal sealed record NewPassword(string Hash)
{
    /// <summary>Never the hash.</summary>
    public override string ToString() => "a password";
}

/// <summary>Holds new passwords against Identity's rules, and hashes those that pass.</summary>
internal sealed class NewPasswords(UserManager<User> users, PasswordWork passwords)
{
    /// <summary>The field of the password.</summary>
    public const string Field = "password";

    /// <summary>The field where it is typed again.</summary>
    public const string RepeatedField = "repeated";

    private const int Longest = 256;

    /// <summary>The hash of a new password, or everything that is wrong with it.</summary>
    /// <param name="account">Whose it is to be.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="repeated">What was typed again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<NewPassword>> ReadAsync(User account, string? password, string? repeated, CancellationToken cancellationToken)
    {
        var faults = await FaultsAsync(account, password, repeated);
        if (faults.Count > 0)
            return Error.Invalid(faults);
        return await passwords.HashAsync(account, password ?? "", cancellationToken) is { } hash
            ? new NewPassword(hash)
            : Error.Of(ProblemKind.Unavailable, AccountTexts.Catalog["Busy"]);
    }

    /// <summary>Everything that is wrong with a new password; nothing is hashed.</summary>
    public async Task<IReadOnlyList<ValidationError>> FaultsAsync(User account, string? password, string? repeated)
    {
        if (string.IsNullOrEmpty(password))
            return [new ValidationError(Field, ApiTexts.Catalog["Missing"])];
        if (password.Length > Longest)
            return [new ValidationError(Field, ApiTexts.Catalog["TooLong", Longest])];
        var faults = new List<ValidationError>();
        foreach (var validator in users.PasswordValidators)
        {
            var result = await validator.ValidateAsync(users, account, password);
            faults.AddRange(result.Errors.Select(e => new ValidationError(Field, Word(e))));
        }

        if (!string.Equals(password, repeated, StringComparison.Ordinal))
            faults.Add(new ValidationError(RepeatedField, AccountTexts.Catalog["PasswordsDiffer"]));
        return faults;
    }

    // Identity words its errors in English; its codes are stable.
    private LocalizedText Word(IdentityError error) => error.Code switch
    {
        nameof(IdentityErrorDescriber.PasswordTooShort) => AccountTexts.Catalog["PasswordTooShort", users.Options.Password.RequiredLength],
        nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => AccountTexts.Catalog["PasswordTooPlain", users.Options.Password.RequiredUniqueChars],
        PasswordIsNotTheAddress.Code => AccountTexts.Catalog["PasswordIsKnown"],
        _ => new LocalizedText(error.Description, error.Description),
    };
}
