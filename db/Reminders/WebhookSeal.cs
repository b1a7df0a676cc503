using System.Security.Cryptography;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.DataProtection;

namespace EksGrader.Db.Reminders;

/// <summary>Keeps the addresses of webhooks under the vault's keys: knowing one is enough to post to the channel.</summary>
public sealed class WebhookSeal(IDataProtectionProvider protection)
{
    /// <summary>Seals an address for a course; it opens for no other.</summary>
    public byte[] Seal(CourseId course, Uri address) => ProtectorOf(course).Protect(System.Text.Encoding.UTF8.GetBytes(address.AbsoluteUri));

    /// <summary>Opens an address; null where the key is gone, or the row is not what was sealed for the course: an instructor enters it again.</summary>
    public Uri? Open(CourseId course, byte[] webhook)
    {
        try
        {
            return new Uri(System.Text.Encoding.UTF8.GetString(ProtectorOf(course).Unprotect(webhook)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(CourseId course) => protection.CreateProtector("EksGrader.Webhook.v1", $"course {course}");
}
