using EksGrader.Db.Accounts;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Checks of passwords that are counted before they are made, and taken back where they were not made.</summary>
internal static class CountedChecks
{
    /// <summary>Counts a try and makes it. The counting itself is not given up half-way: what it left would be unknown.</summary>
    /// <param name="counter">Counts tries.</param>
    /// <param name="email">The address as it was typed.</param>
    /// <param name="origin">The origin.</param>
    /// <param name="check">Checks the password; null where too many wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    /// <returns>How long the next try has to wait, or what the check found; neither where too many wait.</returns>
    public static async Task<(TimeSpan Wait, PasswordVerificationResult? Result)> CheckAsync(
        this SignInCounter counter, string email, SignInOrigin origin, Func<CancellationToken, Task<PasswordVerificationResult?>> check, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await counter.BeginAsync(email, origin, CancellationToken.None) is { Ticks: > 0 } wait)
            return (wait, null);
        var begun = time.GetUtcNow();
        PasswordVerificationResult? result = null;
        try
        {
            result = await check(cancellationToken);
        }
        finally
        {
            if (result is null)
                await counter.TakeBackAsync(email, origin, begun, CancellationToken.None);
        }

        return (TimeSpan.Zero, result);
    }
}
