using EksGrader.Db.Model;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Host.Auth;

/// <summary>The first passwords that anyone tries are what is known of the person: neither address nor name is one.</summary>
internal sealed class PasswordIsNotTheAddress : IPasswordValidator<User>
{
    /// <summary>The error's code.</summary>
    public const string Code = "PasswordIsKnown";

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        var isKnown = password is not null && (Contains(user.Email, password) || Contains(user.Name, password));
        return Task.FromResult(isKnown ? IdentityResult.Failed(new IdentityError { Code = Code, Description = Code }) : IdentityResult.Success);
    }

    private static bool Contains(string known, string password) => known.Contains(password.Trim(), StringComparison.OrdinalIgnoreCase);
}
