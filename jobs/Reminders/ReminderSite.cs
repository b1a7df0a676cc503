namespace EksGrader.Jobs.Reminders;

/// <summary>Where people find the service: nobody's request says it here. The configuration's <c>Site:Url</c>.</summary>
/// <param name="Address">The address, with a slash at its end; null where none is configured: messages then have no links.</param>
public sealed record ReminderSite(Uri? Address)
{
    /// <summary>The address of a page; null where none is configured.</summary>
    /// <param name="path">Its path, without a slash before it.</param>
    public Uri? Page(string path) => Address is null ? null : new Uri(Address, path);

    internal static ReminderSite Of(string? url) =>
        new(Uri.TryCreate(url?.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null);
}
