using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Aws;

/// <summary>Answers of the query APIs: XML with a result and a request id.</summary>
internal static class XmlBody
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true };

    /// <summary>Writes <c>&lt;OperationResponse&gt;&lt;OperationResult&gt;…</c>.</summary>
    public static async Task WriteAsync(HttpContext context, string operation, string xmlNamespace, Action<XmlWriter> writeResult)
    {
        await SendAsync(context, 200, xml =>
        {
            xml.WriteStartElement(operation + "Response", xmlNamespace);
            xml.WriteStartElement(operation + "Result");
            writeResult(xml);
            xml.WriteEndElement();
            xml.WriteStartElement("ResponseMetadata");
            xml.WriteElementString("RequestId", context.TraceIdentifier);
            xml.WriteEndElement();
            xml.WriteEndElement();
        });
    }

    /// <summary>Writes <c>&lt;ErrorResponse&gt;&lt;Error&gt;…</c>.</summary>
    public static Task WriteErrorAsync(HttpContext context, AwsException error) => SendAsync(context, error.Status, xml =>
    {
        xml.WriteStartElement("ErrorResponse");
        xml.WriteStartElement("Error");
        xml.WriteElementString("Type", error.Status < 500 ? "Sender" : "Receiver");
        xml.WriteElementString("Code", error.Code);
        xml.WriteElementString("Message", error.Message);
        xml.WriteEndElement();
        xml.WriteElementString("RequestId", context.TraceIdentifier);
        xml.WriteEndElement();
    });

    /// <summary>Writes <c>&lt;OperationResponse&gt;&lt;requestId&gt;…</c>, as EC2 alone does.</summary>
    public static Task WriteEc2Async(HttpContext context, string operation, Action<XmlWriter> writeResult) => SendAsync(context, 200, xml =>
    {
        xml.WriteStartElement(operation + "Response", "http://ec2.amazonaws.com/doc/2016-11-15/");
        xml.WriteElementString("requestId", context.TraceIdentifier);
        writeResult(xml);
        xml.WriteEndElement();
    });

    /// <summary>Writes <c>&lt;Response&gt;&lt;Errors&gt;…</c>, as EC2 alone does.</summary>
    public static Task WriteEc2ErrorAsync(HttpContext context, AwsException error) => SendAsync(context, error.Status, xml =>
    {
        xml.WriteStartElement("Response");
        xml.WriteStartElement("Errors");
        xml.WriteStartElement("Error");
        xml.WriteElementString("Code", error.Code);
        xml.WriteElementString("Message", error.Message);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteElementString("RequestID", context.TraceIdentifier);
        xml.WriteEndElement();
    });

    /// <summary>A list: <c>&lt;Name&gt;&lt;member&gt;…</c>.</summary>
    public static void List<T>(this XmlWriter xml, string name, IEnumerable<T> items, Action<T> writeMember)
    {
        xml.WriteStartElement(name);
        foreach (var item in items)
        {
            xml.WriteStartElement("member");
            writeMember(item);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static async Task SendAsync(HttpContext context, int status, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            write(xml);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml";
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }
}
