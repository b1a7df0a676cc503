using System.Net;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Checks.Web;

namespace EksGrader.Api.Features.Reminders;

/// <summary>Reads the address of a webhook. Whether a name leads to the inside is found when it is posted to, each time.</summary>
internal static class WebhookField
{
    /// <summary>The field, as faults name it.</summary>
    public const string Name = "webhook";

    private const int Longest = 2000;
    private const int ShownEnd = 4;

    /// <summary>An address, or what is wrong with it.</summary>
    public static ParseResult<Uri> Read(string text, AddressGuard guard)
    {
        if (text.Length > Longest || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")
            || address.UserInfo.Length > 0 || address.Host.Length == 0)
        {
            return Refused("WebhookForm");
        }

        var literal = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip : null;
        if (literal is not null && guard.BlockedBecause(literal) is { } why)
            return ParseResult.Refused<Uri>([new ValidationError(Name, ReminderSettingsTexts.Catalog["WebhookBlocked", why])]);

        // Unencrypted only within networks that the operator vouches for: the address itself is the secret.
        return address.Scheme == "https" || (literal is not null && guard.IsExplicitlyAllowed(literal)) ? address : Refused("WebhookPlain");
    }

    /// <summary>What may be shown of an address: enough to tell two apart, too little to post there.</summary>
    public static string HintOf(Uri address)
    {
        var rest = address.PathAndQuery;
        return SafeText.Line($"{address.IdnHost}/…{(rest.Length >= 6 * ShownEnd ? rest[^ShownEnd..] : "")}", 100);
    }

    private static ParseResult<Uri> Refused(string text) => ParseResult.Refused<Uri>([new ValidationError(Name, ReminderSettingsTexts.Catalog[text])]);
}
